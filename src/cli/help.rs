//! What the help of several commands says, and the examples at the end of each one's.

pub(super) const DATA: &str = "A CSV file, a .f64 file, or - for standard input";

pub(super) const DATA_OR_SESSION: &str = "A CSV, .f64 or .emstep file, or - for standard input";

/// What the long help of both adds.
pub(super) const MORE_ON_DATA: &str = "\
    A .f64 file has little-endian numbers; standard input is CSV. Of several files, a column of \
    each is taken, one after the other. Without DATA, it is the homework";

pub(super) const STEPPER: &str = "\
Examples:
  emstep                                    the homework: -1, 0, 4, 5, 6 and its θ₀
  emstep --example old-faithful             a built-in data set, θ₀ from quantiles
  emstep times.csv -c waiting -k 3          a column of a CSV file, three components
  emstep --means -1,5 --variances 1,4       the homework's data from another θ₀
  emstep monday.emstep                      a saved session, where it was left
  emstep fit --steps 7 --format json        seven iterations of the homework as JSON";

pub(super) const FIT: &str = "\
Examples:
  emstep fit                                the homework, until EM has converged
  emstep fit times.csv -c waiting -k 3      a column of a CSV file, three components
  emstep fit --steps 7 --format json        seven iterations, with every digit
  emstep fit times.csv --restarts 50        the distinct maxima that 50 starts reach
  emstep fit times.csv -k 1..8              AIC, BIC and ICL for one to eight components
  emstep fit times.csv --export density.pdf a figure for a paper
  emstep fit times.csv --code r             a script that reproduces the fit in R";

pub(super) const EXAMPLES: &str = "\
Examples:
  emstep examples                           names, sizes and columns
  emstep --example galaxies -k 3            opens one";

pub(super) const CHECK: &str = "\
Examples:
  emstep check --what ll --answer -15.46
  emstep check --what \"sigma2[1]\" --after em --answer 0.7846
  emstep check --what assignment --after e --answer \"2 2 2 1 1\"
  emstep check --answers class.csv --format json";

pub(super) const EXPLAIN: &str = "\
Examples:
  emstep explain --keys em                  the homework after an iteration, every number
  emstep explain times.csv -k 3 --keys ccc  a column of your own, once EM has converged
  emstep explain monday.emstep              the run of a session, up to where it was left
  emstep explain --keys em --format tex -o solution.tex";

pub(super) const LESSON: &str = "\
Examples:
  emstep lesson                             lists the lessons
  emstep lesson homework                    opens one
  emstep lesson homework --record mine.json keeps the answers
  emstep lesson --template                  a lesson to begin your own with
  emstep lesson --check my-lesson.toml      reports every mistake with its line";

pub(super) const LESSON_EXPORT: &str = "\
Examples:
  emstep lesson export homework --format gift
  emstep lesson export my-lesson.toml --format moodle-xml
  emstep lesson export bound --format scorm --page target/web/emstep.html";

pub(super) const THEMES: &str = "\
Examples:
  emstep themes                             a picture of each
  emstep --theme contrast                   opens the stepper with one";

pub(super) const CONFIG: &str = "\
Examples:
  emstep config                             what is in force, and where it comes from
  emstep config --template                  a file to begin with";

pub(super) const COMPLETIONS: &str = "\
Examples, each a line for the file that the shell reads at its start:
  source <(emstep completions bash)
  source <(emstep completions zsh)
  emstep completions fish | source
  emstep completions powershell | Out-String | Invoke-Expression
  eval (emstep completions elvish | slurp)";

pub(super) const MAN: &str = "\
Examples:
  emstep man fit                            for man, as in: emstep man fit | man -l -
  emstep man --to pages                     all pages, and all completion scripts";

pub(super) const SNAPSHOT: &str = "\
Examples:
  emstep snapshot --keys \"e m\" --to slide.svg
  emstep snapshot --example galaxies -k 3 --keys c --size 120x40 --to handout.html
  emstep snapshot --keys \"n n n n c\" --pace 2s --to talk.cast";

#[cfg(feature = "serve")]
pub(super) const SERVE: &str = "\
Examples:
  emstep serve                              on this machine only; prints how to log in
  emstep serve --listen 0.0.0.0:2222 --password-file class.txt
  emstep serve --example galaxies -k 3      with other data";
