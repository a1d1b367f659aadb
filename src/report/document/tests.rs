use super::*;
use crate::explain::Number;

fn document() -> Document {
    let mut document = Document::default();
    document.heading(1, "A_title of 温");
    document.paragraph("μ₁ is 5 % of x_i, at most; a|b.");
    let live = Expression::of(-1.5e-7).over(Expression::Number(Number::new(2.0)));
    let parts = [Part::Symbols("γ₂₁".into()), Part::Live(live), Part::Symbols("−7.5e−8".into())];
    document.push_equation(Equation { parts: parts.to_vec(), depth: 0 });
    let header = ["k", "π_k"].map(str::to_owned).to_vec();
    let rows = vec![vec!["1".into(), "−0.5".into()], vec!["2".into(), "12,345.25".into()]];
    document.push_table(Table { header, rows });
    document
}

#[test]
fn text_has_columns_and_lines_have_none() {
    assert_eq!(
        document().text(DocumentFormat::Text),
        "A_title of 温\n=============\n\nμ₁ is 5 % of x_i, at most; a|b.\n\n  \
         γ₂₁ = (−1.5e−7) / 2 = −7.5e−8\n\n\
         k        π_k\n1       −0.5\n2  12,345.25\n"
    );
    let lines = document().text(DocumentFormat::Lines);
    assert!(lines.starts_with("A_title of 温\nμ₁ is 5 % of x_i"), "{lines}");
}

#[test]
fn markdown_has_formulas_and_tables() {
    assert_eq!(
        document().text(DocumentFormat::Markdown),
        "# A\\_title of 温\n\n$\\mu_1$ is 5 % of $x_i$, at most; a\\|b.\n\n\
         - $\\gamma_{21} = \\frac{-1.5 \\times 10^{-7}}{2} = -7.5 \\times 10^{-8}$\n\n\
         | $k$ | $\\pi_k$ |\n| :--- | ---: |\n| $1$ | $-0.5$ |\n| $2$ | $12{,}345.25$ |\n"
    );
}

#[test]
fn a_part_of_latex_has_each_formula_in_a_paragraph_by_itself() {
    assert_eq!(
        document().text(DocumentFormat::LatexPart),
        "% packages: amsmath, booktabs\n\\section*{A\\_title of \\texttt{U+6E29}}\n\n\
         $\\mu_1$ is 5 \\% of $x_i$, at most; a$|$b.\n\
         {\\par\\raggedright $\\gamma_{21} = \\frac{-1.5 \\times 10^{-7}}{2} = -7.5 \\times\n\
         10^{-8}$\\par}\n\n\
         \\begin{tabular}{lr}\n\\toprule\n$k$ & $\\pi_k$ \\\\\n\\midrule\n$1$ & $-0.5$ \\\\\n\
         $2$ & $12{,}345.25$ \\\\\n\\bottomrule\n\\end{tabular}\n"
    );
}

#[test]
fn latex_escapes_what_is_special_and_unknown() {
    let text = document().text(DocumentFormat::Latex);
    assert!(text.contains("\\section*{A\\_title of \\texttt{U+6E29}}"), "{text}");
    assert!(text.contains("$\\mu_1$ is 5 \\% of $x_i$, at most; a$|$b."), "{text}");
    assert!(text.contains("2 & $12{,}345.25$ \\\\") || text.contains("$2$ & $12{,}345.25$ \\\\"));
}
