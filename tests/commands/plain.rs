//! `emstep --plain`: scripts of commands, and what they print.

mod agreement;
mod any_script;
mod lessons;
mod saving;
mod tables;
mod taking_away;

use assert_cmd::assert::Assert;

use crate::program::{emstep, stderr, stdout};

fn run(script: &str) -> Assert {
    emstep().arg("--plain").write_stdin(script).assert()
}

/// What is printed after the state at the beginning, which has seven lines.
fn answered(script: &str) -> String {
    let text = stdout(&run(script));
    text.split_inclusive('\n').skip(7).collect()
}

#[test]
fn what_is_maximised_has_its_name() {
    for (options, names) in [
        (&["--hard"][..], ["ℓ_C(θ₁) = ", "Δℓ_C = ", "ℓ_C − F = "]),
        (&["--map-variance", "2,1"], ["ℓ(θ₁) + ln p(θ₁) = ", "Δ(ℓ+ln p) = ", "ℓ+ln p − F = "]),
        (&["--temperature", "4,0.5"], ["F_T(θ₁) = ", "ΔF_T = ", "F_T − F = "]),
    ] {
        let assert = emstep().arg("--plain").args(options).write_stdin("e\nm\n").assert();
        let text = stdout(&assert);
        for name in names {
            assert!(text.lines().any(|line| line.starts_with(name)), "{name}: {text}");
        }
        assert!(!text.contains("objective") && !text.contains("Δℓ ="), "{text}");
    }
    let mut map = emstep();
    map.args(["--plain", "--map-variance", "2,1"]);
    let text = stdout(&map.write_stdin("e\nm\nwhy delta_ll\ndigits delta_ll\n").assert());
    let formula = "ℓ(θ₁) + ln p(θ₁) − (ℓ(θ₀) + ln p(θ₀))";
    assert!(text.contains(formula), "{text}");
    assert!(text.contains("\nΔ(ℓ+ln p) = "), "{text}");
}

#[test]
fn each_half_step_is_printed_in_sentences_and_tables() {
    let assert = run("e\nm\n").success();
    assert_eq!(stderr(&assert), "");
    assert_eq!(
        stdout(&assert),
        "\
Data: homework, column x, n = 5.
A mixture of 2 components.
θ₀, where the run starts. It is given with the data.
k       π_k       μ_k      σ_k²       σ_k
1  0.500000  6.000000  1.000000  1.000000
2  0.500000  7.000000  4.000000  2.000000
ℓ(θ₀) = −24.512532
γ₀: the E-step from θ₀ is done, the M-step comes next.
i    x_i      γ_i1      γ_i2  largest
0     −1  1.365e−7  1.000000        2
1      0  1.392e−5  0.999986        2
2      4  0.454662  0.545338        2
3      5  0.666667  0.333333        1
4      6  0.693843  0.306157        1
N_k       1.815185  3.184815
ℓ(θ₀) = −24.512532
F(γ₀, θ₀) = −24.512532
gap = 0.000000
θ₁: the M-step from γ₀ is done, the E-step comes next.
k       π_k       μ_k      σ_k²       σ_k  ratio of σ_k²
1  0.363037  5.131728  0.615563  0.784578          ×0.62
2  0.636963  1.471031  6.967022  2.639512          ×1.74
σ² of component 2 grew most (×1.74). The largest σ² is that of component 2.
ℓ(θ₁) = −10.955912
Δℓ = +13.556620
F(γ₀, θ₁) = −11.079494
gap = 0.123581
"
    );
}

#[test]
fn a_script_goes_back_and_forth_and_to_convergence() {
    let text = answered("c\ng 1\np\nr\nl\ng 5\n");
    for says in [
        "Converged at t = 8: |Δℓ| per observation is below 1e−9.",
        "θ₁: the M-step from γ₀ is done",
        "γ₀: the E-step from θ₀ is done",
        "ℓ(θ₅) = −9.157718",
    ] {
        assert!(text.contains(says), "{says}\n{text}");
    }
}

#[test]
fn a_number_is_explained_with_what_it_is_made_of() {
    let text = answered("e\nm\nwhy mu[1]\n");
    let result = "μ̂₁ = Σ_i γ_i1 x_i / N₁ = ";
    assert!(text.contains(result) && text.contains("= 5.131728"), "{text}");
}

#[test]
fn responsibilities_are_shown_for_a_range_of_observations() {
    let text = answered("e\nrows 1-2\n");
    let rows = "\
i    x_i      γ_i1      γ_i2  largest
1      0  1.392e−5  0.999986        2
2      4  0.454662  0.545338        2
N_k       1.815185  3.184815
";
    assert!(text.ends_with(rows), "{text}");
    // Of many observations they are shown only if they are asked for.
    let many = answered("data galaxies components 2\ne\nrows 80-81\n");
    let (e_step, rows) = many.split_once("gap = ").unwrap();
    assert!(e_step.contains("\nk        N_k\n") && !e_step.contains("γ_i1"), "{e_step}");
    assert!(rows.contains("γ_i1") && rows.contains("\n81 "), "{rows}");
}

#[test]
fn every_error_is_printed_where_it_happens_with_its_line() {
    let assert =
        run("# a comment\n\nmm\ng x\ne\ne\nm 3\nwhy mu[9]\nrows 9-3\ng\nrows 0-99999999\nshow\n")
            .code(1);
    let text = stdout(&assert);
    let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(
        errors[0],
        "error: line 3: no command is called 'mm'; did you mean m? help lists all commands"
    );
    assert_eq!(
        errors[1],
        "error: line 4: 'x' is not an iteration: a whole number from 0 to 1,000,000"
    );
    assert!(errors[2].starts_with("error: line 6: "), "{}", errors[2]);
    assert_eq!(errors[3], "error: line 7: m takes no argument; see help m");
    assert!(errors[4].starts_with("error: line 8: there is no mu[9] here"));
    assert_eq!(errors[5], "error: line 9: a range begins with the smaller index: rows 3-9");
    assert_eq!(errors[6], "error: line 10: write g T; help g says more");
    assert_eq!(errors[7], "error: line 11: i goes from 0 to 4");
    assert_eq!(errors.len(), 8);
    assert!(text.ends_with("gap = 0.000000\n"), "what comes after an error is done: {text}");
    let order = [text.find("error: line 4"), text.find("γ₀: "), text.find("error: line 6")];
    assert!(order.is_sorted() && order[0].is_some(), "{text}");
    assert_eq!(stderr(&assert), "");
}

#[test]
fn theta_is_given_by_its_means_or_by_lists() {
    let text = answered(
        "theta -1,5\ntheta weights 1/3,2/3 means 0 5 sds 1,2\ntheta .5 6 1 .5 7 4\nruns\n",
    );
    let rows = [
        "1  0.500000  −1.000000  1.000000  1.000000",
        "2  0.500000   5.000000  4.000000  2.000000",
        "1  0.333333  0.000000  1.000000  1.000000",
        "2  0.666667  5.000000  4.000000  2.000000",
        "Run 4 starts here",
        "4     yes  θ₀  −24.512532  homework",
    ];
    for row in rows {
        assert!(text.contains(row), "{row}\n{text}");
    }
    let three = answered(
        "theta weights .2,.3,.5 means 0,3,5 variances 1,1,4\ntheta weights 1 means 0 variances 9\n",
    );
    assert!(three.contains("3  0.500000  5.000000  4.000000  2.000000"), "{three}");
    assert!(three.contains("1  1.000000  0.000000  9.000000  3.000000"), "{three}");
}

#[test]
fn what_is_wrong_with_theta_is_said_and_nothing_changes() {
    for (theta, says) in [
        ("1,2,3", "3 numbers for 2 components"),
        ("weights .5,.6", "the weights add up to 1.1; make them add up to 1"),
        ("variances 1,-1", "variance of component 2: "),
        ("means 1,x", "mean of component 2: "),
        ("means 1,2,3", "needs all three lists"),
    ] {
        let assert = run(&format!("theta {theta}\nruns\ne\n")).code(1);
        let text = stdout(&assert);
        assert!(text.contains("error: line 1: ") && text.contains(says), "{says}\n{text}");
        assert!(text.contains("1     yes  θ₀  −24.512532  homework\nγ₀: "), "{text}");
    }
}

#[test]
fn other_data_are_read_with_a_column_and_components() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two columns.csv");
    std::fs::write(&file, "a,b\n1,10\n2,20\n8,80\n9,90\n").unwrap();
    let text = answered(&format!("data {} column b components 3\nshow\n", file.display()));
    assert!(text.contains("column b, n = 4.\nRun 2 of 2.\nA mixture of 3 components."), "{text}");
    let typed = answered("data 1 2 8 9\nshow\ndata galaxies components 3\nshow\n");
    assert!(typed.contains("n = 4.") && typed.contains("Data: galaxies"), "{typed}");
    let none = stdout(&run("data nosuch\nshow\n").code(1));
    assert!(none.contains("error: line 1: nosuch: no such file"), "{none}");
    assert_eq!(none.matches("Data: homework").count(), 2, "{none}");
}

#[test]
fn an_answer_is_checked_and_its_mistake_is_named() {
    let text = answered("answer ll -24.51\nanswer ll -38.26\nanswer largest 2\n");
    assert!(
        text.starts_with("Right, to the digits given.\nNot right.\nYou get this number if "),
        "{text}"
    );
    assert!(text.ends_with(".\nRight.\n"), "{text}");
    let wrong = stdout(&run("answer foo 1\nanswer ll x\nanswer ll\n").code(1));
    assert_eq!(wrong.matches("error: ").count(), 3, "{wrong}");
}

#[test]
fn q_ends_a_script_and_nothing_in_it_is_for_a_screen() {
    let assert = run("e\nq\nm\nnonsense\n").success();
    assert!(!stdout(&assert).contains("θ₁"));
    let all = "help\nhelp why\ne\nm\nc\nrows\nwhy ll\nwhy gamma[0,1]\nrestarts\nopen 1\nscan\n\
               open 3\nconstraints\nconstraints hard\ngoodness\nedit +7\nundo\nredo\nstart\nmethod\n\
               runs\nlesson homework\nshow\n";
    let text = stdout(&run(all).success());
    let is_drawn = |c: char| c.is_control() && c != '\n' || ('\u{2500}'..='\u{28ff}').contains(&c);
    assert!(!text.contains(is_drawn), "{text}");
    assert_eq!(text, stdout(&run(all)), "the same script prints the same");
}

#[test]
fn no_escape_sequence_of_a_script_is_repeated() {
    for line in
        ["\u{1b}[31mred", "why \u{1b}[2J", "g \u{1b}]0;x\u{7}", "data \u{1b}[1m", "lesson \u{1b}c"]
    {
        let text = stdout(&run(&format!("{line}\n")).code(1));
        assert!(!text.contains(['\u{1b}', '\u{7}']), "{}", text.escape_debug());
    }
}

#[test]
fn a_key_that_was_changed_does_not_change_a_script() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, "[keys.stepper]\ne-step = \"m\"\nm-step = \"e\"\nedit-theta = \"f5\"\n")
        .unwrap();
    let script = "e\nm\ntheta 1,2\n";
    let changed = emstep().arg("--plain").arg("--config").arg(&file).write_stdin(script).assert();
    assert_eq!(stdout(&changed.success()), stdout(&run(script)));
}

#[test]
fn standard_input_has_either_commands_or_data() {
    let assert = emstep().args(["-", "--plain"]).write_stdin("1 2 3").assert().code(2);
    assert!(stderr(&assert).contains("--plain reads its commands from standard input"));
    let bytes = emstep().arg("--plain").write_stdin(&b"e\n\xff\n"[..]).assert().code(1);
    assert!(stderr(&bytes).contains("standard input, line 2: not text in UTF-8"));
}
