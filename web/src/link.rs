//! What a link says: `example=galaxies&k=3&keys=em`. Its names are those of the program's options,
//! and its values are read as theirs are.

mod method;
mod parameters;

use emstep::data::{BinColumns, Request, Roles, Simulation, Source, read_number};
use emstep::internals::app::{Key, KeyScript, Motion, Pace, Preferences, Settings, StartOptions};
use emstep::internals::view::ThemeName;
use emstep::mixture::{MAX_COMPONENTS, Start, StartMethod, Theta};

use parameters::Parameters;
pub(crate) use parameters::brief;

/// The data of a link that names none.
const HOMEWORK: &str = "homework";
/// The format that this version reads.
const VERSION: &str = "1";
/// The most decimals that can be asked for.
const MOST_DECIMALS: usize = 12;

/// What a link asks for.
#[derive(Debug)]
pub(crate) struct Link {
    /// Which data.
    pub(crate) request: Request,
    /// What it says of θ₀.
    pub(crate) start: StartOptions,
    /// When EM stops, and how θ₀ is made.
    pub(crate) settings: Settings,
    /// How the screen behaves.
    pub(crate) preferences: Preferences,
    /// The theme, if it names one.
    pub(crate) theme: Option<ThemeName>,
    /// The lesson, if it names one.
    pub(crate) lesson: Option<String>,
    /// The keys that are pressed.
    pub(crate) keys: Vec<Key>,
    /// Whether it says what is on the screen, and not only how that looks.
    pub(crate) has_content: bool,
    /// What of it cannot be read, a sentence each. The rest counts.
    pub(crate) problems: Vec<String>,
}

/// Why a value is not one.
type Problem = String;

impl Link {
    /// Reads what is behind the `#` of an address. A page that was opened with `reduced` motion
    /// keeps that unless the link says otherwise.
    pub(crate) fn read(fragment: &str, reduced: bool) -> Self {
        let mut given = Parameters::of(fragment);
        if let Some(version) = given.take("v").filter(|version| version != VERSION) {
            given.problem(format!(
                "v={version}: this page reads links of version {VERSION}; some of this one may be \
                 lost"
            ));
        }
        let theme = given.read("theme", theme);
        let preferences = preferences(&mut given, reduced);
        let is_plain = given.is_empty();
        let seed = given.read("seed", whole);
        let settings = settings(&mut given, seed);
        let start = start(&mut given, &settings);
        let lesson = given.take("lesson");
        let keys = given.read("keys", keys).unwrap_or_default();
        let request = request(&mut given, &settings);
        let problems = given.into_problems();
        let has_content = !is_plain;
        Self { request, start, settings, preferences, theme, lesson, keys, has_content, problems }
    }
}

fn request(given: &mut Parameters, settings: &Settings) -> Request {
    let simulate = given.read("simulate", |text| {
        let read = emstep::data::read_mixture(text).map_err(|error| error.to_string());
        read.map(|_| text.to_owned())
    });
    let count = given.read("observations", |text| {
        text.parse().map_err(|error: emstep::data::DrawCountError| error.to_string())
    });
    // Commas are between numbers here, as in every list of a link.
    let typed = given.take("data").map(|numbers| numbers.replace(',', " "));
    let example = given.take("example");
    let source = match (simulate, typed, example) {
        (Some(mixture), ..) => {
            let count = count.unwrap_or_default();
            Source::Simulated(Simulation { mixture, count, seed: settings.seed })
        }
        (None, Some(numbers), _) => Source::Typed(numbers),
        (None, None, name) => Source::Example(name.unwrap_or_else(|| HOMEWORK.to_owned())),
    };
    Request {
        column: given.take("column"),
        exact: settings.exact,
        roles: Roles { weights: given.take("weight-column"), bins: bins(given) },
        ..Request::new(source)
    }
}

/// Reads the names of the three columns of grouped data.
fn bins(given: &mut Parameters) -> Option<Box<BinColumns>> {
    let columns = given.read("bins", |text| match text.split(',').collect::<Vec<_>>()[..] {
        [lower, upper, count] => {
            let [lower, upper, count] = [lower, upper, count].map(str::to_owned);
            Ok(BinColumns { lower, upper, count })
        }
        _ => Err("it takes three columns, as in lower,upper,count".to_owned()),
    });
    columns.map(Box::new)
}

fn settings(given: &mut Parameters, seed: Option<u64>) -> Settings {
    let usual = Settings::default();
    let seed = seed.unwrap_or(usual.seed);
    let tolerance = given.read("tolerance", |text| {
        let value = number(text)?;
        let is_one = value >= 0.0;
        is_one.then_some(value).ok_or_else(|| "it must be 0 or above".to_owned())
    });
    let max_iterations = given.read("max-iterations", |text| match whole(text)? {
        0 => Err("it must be 1 or above".to_owned()),
        most => usize::try_from(most).map_err(|_| "too many".to_owned()),
    });
    let exact = given.flag("exact");
    Settings {
        tolerance: tolerance.unwrap_or(usual.tolerance),
        max_iterations: max_iterations.unwrap_or(usual.max_iterations),
        start: usual.start.method().with_seed(seed),
        seed,
        exact,
        method: method::read(given),
    }
}

fn start(given: &mut Parameters, settings: &Settings) -> StartOptions {
    let start: Option<Start> = given.read("start", |text| {
        let method = match text {
            "quantile" => StartMethod::Quantile,
            "kmeans++" => StartMethod::KMeansPlusPlus,
            "random-observations" => StartMethod::RandomObservations,
            "random-responsibilities" => StartMethod::RandomResponsibilities,
            _ => {
                return Err("choose from quantile, kmeans++, random-observations and \
                            random-responsibilities"
                    .to_owned());
            }
        };
        Ok(method.with_seed(settings.seed))
    });
    let count = |text: &str| {
        let count = text.parse().ok().filter(|k| (1..=MAX_COMPONENTS).contains(k));
        count.ok_or_else(|| format!("K must be a whole number from 1 to {MAX_COMPONENTS}"))
    };
    let short = given.read("k", count);
    let components = short.or_else(|| given.read("components", count));
    let theta = theta(given);
    if let (Some(theta), Some(components)) = (&theta, components)
        && theta.len() != components
    {
        given.problem(format!("k={components}: θ₀ has {} components", theta.len()));
        return StartOptions { theta: Some(theta.clone()), start, ..StartOptions::default() };
    }
    StartOptions { theta, start, components, gamma: None }
}

/// Reads θ₀: `theta=0.5,0.5;6,7;1,4` has π, μ and σ², or each is a parameter of its own.
fn theta(given: &mut Parameters) -> Option<Theta> {
    let whole = given.read("theta", |text| {
        let lists: Vec<Vec<f64>> = text.split(';').map(list).collect::<Result<_, _>>()?;
        match &lists[..] {
            [weights, means, variances] => of_lists(weights, means, variances),
            _ => Err("it takes three lists, as in 0.5,0.5;6,7;1,4: π, μ and σ²".to_owned()),
        }
    });
    let weights = given.read("weights", list);
    let means = given.read("means", list);
    let variances = given.read("variances", list);
    let sds = given.read("sds", list);
    // A negative σ must not become a good σ².
    let spread = variances.or_else(|| sds.map(|sds| sds.iter().map(|sd| sd * sd.abs()).collect()));
    if whole.is_some() || (weights.is_none() && means.is_none() && spread.is_none()) {
        return whole;
    }
    let (Some(means), Some(spread)) = (means, spread) else {
        given.problem("θ₀ needs means and one of variances or sds".to_owned());
        return None;
    };
    let equal = vec![1.0 / means.len() as f64; means.len()];
    match of_lists(&weights.unwrap_or(equal), &means, &spread) {
        Ok(theta) => Some(theta),
        Err(problem) => {
            given.problem(format!("θ₀: {problem}"));
            None
        }
    }
}

fn of_lists(weights: &[f64], means: &[f64], variances: &[f64]) -> Result<Theta, Problem> {
    Theta::from_lists(weights, means, variances).map_err(|error| error.to_string())
}

fn preferences(given: &mut Parameters, reduced: bool) -> Preferences {
    let usual = Preferences::default();
    let pace = given.read("pace", |text| {
        let pace = text.parse().ok().and_then(Pace::new);
        pace.ok_or_else(|| format!("it must be a whole number from 1 to {}", Pace::FASTEST))
    });
    let motion = given.read("motion", |text| match text {
        "full" => Ok(Motion::Full),
        "reduced" => Ok(Motion::Reduced),
        _ => Err("choose from full and reduced".to_owned()),
    });
    let decimals = given.read("decimals", |text| {
        let count = text.parse().ok().filter(|count| *count <= MOST_DECIMALS);
        count.ok_or_else(|| format!("it must be a whole number from 0 to {MOST_DECIMALS}"))
    });
    Preferences {
        pace: pace.unwrap_or(usual.pace),
        motion: motion.unwrap_or(if reduced { Motion::Reduced } else { Motion::Full }),
        decimals: decimals.unwrap_or(usual.decimals),
        ..usual
    }
}

fn theme(text: &str) -> Result<ThemeName, Problem> {
    ThemeName::ALL.into_iter().find(|theme| theme.as_str() == text).ok_or_else(|| {
        let names: Vec<&str> = ThemeName::ALL.iter().map(|theme| theme.as_str()).collect();
        format!("choose from {}", names.join(", "))
    })
}

/// Reads keys: letters one after the other, as in `em`, or, with blanks between them, what the
/// option `--keys` takes.
fn keys(text: &str) -> Result<Vec<Key>, Problem> {
    if text.contains(char::is_whitespace) || text.contains('"') {
        let script: KeyScript = text.parse().map_err(|error| format!("{error}"))?;
        return Ok(script.keys().collect());
    }
    let key = |c: char| c.to_string().parse().map_err(|error| format!("{error}"));
    text.chars().map(key).collect()
}

fn number(text: &str) -> Result<f64, Problem> {
    read_number(text).map_err(|problem| problem.to_string())
}

fn list(text: &str) -> Result<Vec<f64>, Problem> {
    text.split(',').map(number).collect()
}

fn whole(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| "it must be a whole number, in digits".to_owned())
}

#[cfg(test)]
mod tests;
