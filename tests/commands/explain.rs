//! `emstep explain`: worked solutions.

use emstep::data::{Request, Source, load};
use emstep::explain::Quantity;
use emstep::internals::app::InitialTheta;
use emstep::mixture::Start;
use emstep::report::{self, DocumentFormat};

use crate::driver::Driver;
use crate::program::{emstep, stderr, stdout};
use crate::programs::{has_latex, set_by_latex, too_wide};

const SESSION: &str = include_str!("../screens/sessions/format-1.emstep");

fn explain(arguments: &[&str]) -> String {
    stdout(&emstep().arg("explain").args(arguments).assert().success())
}

#[test]
fn the_homework_is_worked_out_with_its_seven_answers() {
    let text = explain(&[]);
    assert!(text.lines().all(|line| line.chars().count() <= 78), "{text}");
    for part in [
        "ℓ(θ₀) = Σ_i ln p(x_i)",
        "= −24.512532",
        "γ₂₁ = π₁ N(x₂; μ₁, σ₁²) / p(x₂) = 0.0269955 / 0.0593749 = 0.454662",
        "Δℓ = ℓ(θ₁) − ℓ(θ₀) = −10.9559 − (−24.5125) = +13.556620",
        "2  0.636963  1.471031  6.967022  2.639512          ×1.74",
        "σ² of component 2 grew most (×1.74). The largest σ² is that of component 2.",
        "\n1 ℓ(θ₀)\n\nCompute ℓ(θ₀), to two decimals.\n\nAnswer: −24.512532\n",
        "\n2 p(y|x)\n",
        "Answer: π_k·N(x; μ_k, σ_k²)/Σ_j π_j·N(x; μ_j, σ_j²)\n",
        "\n3 which\n",
        "Answer: 2, 2, 2, 1, 1\n",
        "\n4 μ\n\nWhat is the new mean μ̂_k, with two observations?\n",
        "Answer: (γ_0k·x_0 + γ_1k·x_1)/(γ_0k + γ_1k)\n",
        "\n5 σ²\n\nWhat is the new variance σ̂_k², with two observations?\n",
        "Answer: (γ_0k·(x_0 − μ̂_k)² + γ_1k·(x_1 − μ̂_k)²)/(γ_0k + γ_1k)\n",
        "\n6 π\n",
        "Answer: (γ_0k + γ_1k)/2\n",
        "\n7 growth\n",
        "Answer: Gaussian 2's\n",
        "Answer: Gaussian 1\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    for (i, heading) in text.lines().enumerate().filter(|(_, line)| *line == "7 growth") {
        assert_eq!(text.lines().position(|line| line == heading), Some(i), "a heading twice");
    }
    let other = explain(&["--means", "-1,5", "--variances", "1,4"]);
    assert!(!other.contains("Answer:"), "another θ₀ is not the homework");
}

#[test]
fn tables_of_markdown_have_as_many_cells_in_each_row() {
    let text = explain(&["--example", "galaxies", "-k", "6", "--keys", "em", "--format", "md"]);
    let cells = |line: &str| line.matches(" | ").count();
    let lines: Vec<&str> = text.lines().collect();
    let mut tables = 0;
    for (i, rule) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("| :---")) {
        let rows = lines[i + 1..].iter().take_while(|line| line.starts_with("| "));
        assert!(lines[i - 2].is_empty(), "a blank line is before a table");
        assert_eq!(cells(lines[i - 1]), cells(rule));
        assert!(rows.clone().count() > 1 && rows.clone().all(|row| cells(row) == cells(rule)));
        tables += 1;
    }
    assert!(tables >= 4, "θ₀, γ in two parts, θ₁: {tables}");
    assert_eq!(text.matches('$').count() % 2, 0);
    // `}_` begins emphasis, and formulas are torn apart.
    assert!(!text.contains("}_"), "{text}");
}

#[test]
fn notes_stand_below_a_calculation() {
    let text = explain(&[]);
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let index = |beginning: &str| blocks.iter().position(|block| block.starts_with(beginning));
    let densities = index("  x₀ = −1\n").unwrap();
    assert!(blocks[densities].contains("N(x₀; μ₂, σ₂²)") && blocks[densities].contains("ℓ(θ₀) ="));
    assert!(blocks[densities + 1].starts_with("A density is not a probability"), "{text}");
    assert!(blocks[index("  N₁ = ").unwrap()].contains("  N₂ = "), "{text}");
}

#[test]
fn formulas_in_sentences_are_whole_and_names_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("days.csv");
    std::fs::write(&data, "T_max,x_1\n1.5,3\n2.5,7\n4,9\n").unwrap();
    for format in ["md", "tex"] {
        let text = explain(&["--format", format]);
        for formula in [
            r"$p(x_i) = \sum_k \pi_k N(x_i; \mu_k, \sigma_k^2)$; ln is",
            r"Answer: $(\gamma_{0k}\cdot x_0 + \gamma_{1k}\cdot x_1)/(\gamma_{0k} + \gamma_{1k})$",
            r"so F touches: $F = \ell(\theta_0)$.",
        ] {
            assert!(text.contains(formula), "{formula}\n{text}");
        }
        for column in ["T_max", "x_1"] {
            let text = explain(&[data.to_str().unwrap(), "-c", column, "--format", format]);
            let name = column.replace('_', r"\_");
            assert!(text.contains(&format!("Data: {name}, $n = 3$,")), "{text}");
        }
    }
}

#[test]
fn the_document_is_one_that_pdflatex_takes() {
    if !has_latex() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let bins = folder.path().join("bins_50%.csv");
    std::fs::write(&bins, "lower,upper,count\n,0,3\n0,1,5\n1,2,9\n2,,4\n").unwrap();
    let bins = bins.to_str().unwrap();
    for arguments in [
        &["--keys", "c"][..],
        &["--example", "galaxies", "-k", "12", "--keys", "emem", "--rows", "100"],
        &["--example", "old-faithful", "--keys", "c", "--map-weights", "2"],
        &[bins, "--bins", "lower,upper,count", "--means", "0,2", "--variances", "1,1"],
    ] {
        let path = folder.path().join("solution.tex");
        let to = ["--format", "tex", "--force", "-o", path.to_str().unwrap()];
        assert_eq!(explain(&[arguments, &to].concat()), "");
        let pages = set_by_latex(folder.path(), "solution");
        if arguments == ["--keys", "c"] {
            // θ where EM converges on the homework, and ℓ there.
            for number in ["0.400000", "5.000000", "0.666667", "8.465259"] {
                assert!(pages.contains(number), "no {number}\n{pages}");
            }
        }
        let log = std::fs::read(folder.path().join("solution.log")).unwrap();
        let log = String::from_utf8_lossy(&log);
        let warnings: Vec<&str> = log
            .lines()
            .filter(|line| ["Overfull", "Warning", "Missing char"].iter().any(|w| line.contains(w)))
            .collect();
        assert_eq!(warnings, [""; 0], "{arguments:?}");
    }
}

/// Returns what `y` copies as LaTeX of numbers after an iteration.
fn copied(example: &str, from: &InitialTheta) -> String {
    let dataset = load(&Request::new(Source::Example(example.into()))).unwrap();
    let mut driver = Driver::new(dataset, from);
    driver.press("e m");
    let run = driver.app.study().run();
    let of = [Quantity::Count, Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
    let of = of.iter().flat_map(|of| [of(0), of(1)]);
    let single = [
        Quantity::LogLikelihood,
        Quantity::Change,
        Quantity::Bound,
        Quantity::Gap,
        Quantity::ExpectedLogJoint,
        Quantity::Entropy,
        Quantity::Gamma { observation: 1, component: 1 },
        Quantity::Density { observation: 1, component: 0 },
        Quantity::Marginal(2),
    ];
    let text = |quantity| Some(report::explanation(run, quantity)?.text(DocumentFormat::LatexPart));
    let texts: Vec<String> = of.chain(single).filter_map(text).collect();
    assert!(texts.len() > 15, "{} of them", texts.len());
    texts.join("\n")
}

#[test]
fn what_is_copied_as_latex_is_no_wider_than_an_article() {
    if !has_latex() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let start = InitialTheta::FromData { start: Start::Quantile, components: 2 };
    let homework = load(&Request::new(Source::Example("homework".into()))).unwrap();
    let given = InitialTheta::OfData(homework.theta.unwrap());
    let part = copied("homework", &given) + &copied("old-faithful", &start);
    let document = format!(
        "\\documentclass{{article}}\n\\usepackage[utf8]{{inputenc}}\n\\usepackage{{amsmath}}\n\
         \\begin{{document}}\n{part}\\end{{document}}\n"
    );
    std::fs::write(folder.path().join("part.tex"), document).unwrap();
    set_by_latex(folder.path(), "part");
    assert_eq!(too_wide(folder.path(), "part"), [""; 0]);
}

#[test]
fn a_file_is_written_whole_and_bad_input_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.md");
    let file = path.to_str().unwrap();
    let said = explain(&["--format", "md", "-o", file]);
    assert_eq!(said, "");
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, explain(&["--format", "md"]));
    let fails = |arguments: &[&str], code: i32| {
        stderr(&emstep().arg("explain").args(arguments).assert().code(code))
    };
    assert!(fails(&["-o", file], 1).contains("--force"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
    assert_eq!(
        fails(&["--keys", "ee"], 2),
        "emstep: error: invalid value for '--keys <KEYS>': key 2, 'e': γ is inferred already, so m \
         comes next\n"
    );
    assert_eq!(
        fails(&["--keys", "ex"], 2),
        "emstep: error: invalid value 'ex' for '--keys <KEYS>': key 2, 'x': there are e, m, n \
         (next), p (back), c (converge) and r (back to θ₀)\n"
    );
    assert_eq!(
        fails(&["-o", folder.path().join("no/file").to_str().unwrap()], 1).matches('\n').count(),
        1
    );
    // Both components on one observation: there is no next θ, and the solution says how far it got.
    let args = ["explain", "--means", "6,0", "--sds", "1e-9,2", "--keys", "c"];
    let ended = emstep().args(args).assert().success();
    assert!(stdout(&ended).contains("θ₀"), "{}", stdout(&ended));
    assert!(stderr(&ended).contains("component 1"), "{}", stderr(&ended));
}

#[test]
fn a_session_is_worked_out_up_to_where_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("monday");
    std::fs::write(&path, SESSION).unwrap();
    let session = path.to_str().unwrap();
    // Of two runs the second one is shown, which has gone one iteration.
    let after = |keys| explain(&["--start", "random-observations", "--seed", "1", "--keys", keys]);
    assert_eq!(explain(&[session]), after("em"));
    assert_eq!(explain(&[session, "--keys", "e"]), after("eme"));
    assert_eq!(explain(&[session, "--keys", "pp"]), after("empp"));
    let fails = |arguments: &[&str], code: i32| {
        stderr(&emstep().arg("explain").arg(session).args(arguments).assert().code(code))
    };
    let said = fails(&["--keys", "em m"], 1);
    assert!(said.starts_with("emstep: error: --keys: key 3, 'm': M needs γ: "), "{said}");
    assert!(fails(&["-k", "3"], 2).contains("a session has its own data and θ₀"));
    assert!(fails(&["-o", session, "--force"], 1).contains("is one of the inputs"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), SESSION);
}

#[test]
fn the_data_of_a_session_are_not_replaced_by_its_solution() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("x.csv");
    std::fs::write(&data, "x\n1\n2\n3\n9\n").unwrap();
    let run = |arguments: &[&str]| {
        let mut emstep = emstep();
        emstep.current_dir(folder.path()).args(arguments);
        emstep
    };
    run(&["x.csv", "--plain"]).write_stdin("save a.emstep\n").assert().success();
    let words = ["explain", "a.emstep", "-o", "x.csv", "--format", "md", "--force"];
    let refused = run(&words).assert().code(1);
    assert!(stderr(&refused).contains("x.csv: is one of the inputs"), "{}", stderr(&refused));
    assert_eq!(std::fs::read_to_string(&data).unwrap(), "x\n1\n2\n3\n9\n");
}

#[test]
fn an_open_question_takes_no_key_of_a_session_that_is_worked_out() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut emstep = emstep();
        emstep.current_dir(folder.path()).args(arguments);
        emstep
    };
    let lesson = "title = \"A question\"\nabout = \"a formula\"\n[data]\nexample = \"homework\"\n\
                  [[step]]\n[step.formula]\nquestion = \"π_1?\"\ntruth = \"N_1/(N_1+N_2)\"\n\
                  symbols = [\"N_k\"]\ncomponents = 2\npoints = 5\nexplain = \"A share.\"\n";
    let path = |name| folder.path().join(name);
    std::fs::write(path("a.toml"), lesson).unwrap();
    run(&["lesson", "a.toml", "--plain"]).write_stdin("save a.emstep\n").assert().success();
    // As on the screen, where a formula that is being typed takes e and m.
    let saved = std::fs::read_to_string(path("a.emstep")).unwrap();
    let typed = saved.replace("\"has-keys\":false", "\"has-keys\":true");
    let typed = typed.replace("\"has-keys\": false", "\"has-keys\": true");
    assert_ne!(typed, saved);
    std::fs::write(path("a.emstep"), typed).unwrap();
    let solved = stdout(&run(&["explain", "a.emstep", "--keys", "em"]).assert().success());
    let solved = solved.replace("The lesson gives it.", "It is given with the data.");
    assert_eq!(solved, explain(&["--keys", "em"]));
}

#[test]
fn the_first_iteration_is_worked_out_if_no_keys_are_given() {
    assert_eq!(explain(&[]), explain(&["--keys", "em"]));
    let folder = tempfile::tempdir().unwrap();
    let gamma = folder.path().join("gamma.csv");
    std::fs::write(&gamma, "0,1\n0,1\n1,0\n1,0\n1,0\n").unwrap();
    let gamma = gamma.to_str().unwrap();
    assert_eq!(explain(&["--gamma", gamma]), explain(&["--gamma", gamma, "--keys", "m"]));
}

#[test]
fn the_end_of_a_name_says_the_format_and_a_hyphen_is_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in [("a.tex", "\\documentclass"), ("a.MD", "# EM"), ("a.out", "EM step by")]
    {
        let path = folder.path().join(name);
        explain(&["-o", path.to_str().unwrap()]);
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains(begins), "{name}: {written:.80}");
    }
    // What is said counts.
    let path = folder.path().join("b.tex");
    explain(&["-o", path.to_str().unwrap(), "--format", "text"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), explain(&["-o", "-"]));
}

#[test]
fn tables_of_text_have_room_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    // Observations with many digits, beside responsibilities that decide in the last of theirs.
    let rows: Vec<String> = (0..9).map(|i| format!("{}.123456789012345", 1000 * i)).collect();
    std::fs::write(&path, format!("x\n{}\n", rows.join("\n"))).unwrap();
    for components in ["3", "4", "6"] {
        let text = explain(&[path.to_str().unwrap(), "-k", components, "--keys", "em"]);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80, "{components}: {widest}\n{text}");
    }
    // θ with numbers of many digits, too. A hat is no column of its own.
    let rows = "x\n123456789012345\n323456789012345\n723456789012345\n923456789012347\n";
    std::fs::write(&path, rows).unwrap();
    let text = explain(&[path.to_str().unwrap(), "-k", "2", "--keys", "em"]);
    let columns = |line: &str| line.chars().filter(|c| *c != '\u{302}').count();
    let widest = text.lines().map(columns).max().unwrap();
    assert!(widest <= 78 && text.contains("ratio of σ_k²"), "{widest}\n{text}");
}
