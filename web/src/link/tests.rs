use emstep::mixture::{ComponentSet, Method};

use super::*;

fn read(fragment: &str) -> Link {
    Link::read(fragment, false)
}

#[test]
fn a_link_says_what_options_say() {
    let link = read("#example=galaxies&k=3&start=kmeans%2B%2B&seed=7&tolerance=1e-6&theme=light");
    assert_eq!(link.request.source, Source::Example("galaxies".into()));
    assert_eq!(link.start.components, Some(3));
    assert_eq!(link.start.start, Some(StartMethod::KMeansPlusPlus.with_seed(7)));
    assert_eq!((link.settings.tolerance, link.settings.seed), (1e-6, 7));
    assert_eq!((link.theme, link.problems), (Some(ThemeName::Light), vec![]));
    let short = read("theta=0.5,0.5;6,7;1,4").start.theta.unwrap();
    let long = read("weights=1/2,1/2&means=6,7&sds=1,2").start.theta.unwrap();
    assert_eq!(short, long);
    assert_eq!(read("data=1,2,4").request.source, Source::Typed("1 2 4".into()));
}

#[test]
fn keys_are_letters_or_words() {
    let names = |link: Link| link.keys.iter().map(Key::to_string).collect::<Vec<_>>();
    assert_eq!(names(read("keys=emc")), ["e", "m", "c"]);
    assert_eq!(names(read("keys=e+Tab+%220.5%22")), ["e", "Tab", "0", ".", "5"]);
    assert_eq!(read("keys=e+Tob").problems.len(), 1);
}

#[test]
fn an_empty_link_and_one_of_looks_have_no_content() {
    for plain in ["", "#", "&", "theme=dark", "v=1&decimals=3&motion=reduced"] {
        assert!(!read(plain).has_content, "{plain}");
    }
    assert!(read("k=2").has_content && read("nonsense").has_content);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_counts() {
    let link = read("v=2&k=0&k=999&seed=x&colour=red&theta=1;2&keys=em&%ff=1&pace=9&a=%zz");
    assert_eq!(link.keys.len(), 2);
    assert_eq!(link.start, StartOptions::default());
    let says = link.problems.join("\n");
    for part in [
        "%ff=1: not text",
        "v=2: this page",
        "k=999: K must",
        "seed=x",
        "theta=1;2",
        "pace=9",
        "colour: not known",
        "a: not known",
    ] {
        assert!(says.contains(part), "{part} in {says}");
    }
    let long = read(&format!("{}=\u{1}", "x".repeat(1000)));
    assert!(long.problems[0].len() < 200, "{:?}", long.problems);
}

#[test]
fn a_method_is_read_and_has_to_hold_together() {
    let link = read("equal-variances&fix-means=1,2&map-weights=2&accelerate=squarem");
    let method = link.settings.method;
    assert!(method.equal_variances && method.weight_prior.is_some());
    assert_eq!(method.fixed_means.listed().collect::<Vec<_>>(), [0, 1]);
    assert_eq!(read("fix-weights").settings.method.fixed_weights, ComponentSet::ALL);
    let wrong = read("variance-floor=-1");
    assert_eq!((wrong.settings.method, wrong.problems.len()), (Method::default(), 1));
}
