//! What is drawn instead of the density chart: which plot, its title, its drawing.

pub(in crate::view) mod bound;
pub(in crate::view) mod frame;
pub(in crate::view) mod goodness;
pub(in crate::view) mod raster;
pub(in crate::view) mod runs;
pub(in crate::view) mod staircase;
pub(in crate::view) mod surface;
pub(in crate::view) mod ticks;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::app::{App, Chart, Mode, Plot, RunName};
use crate::explain::SectionDirection;
use crate::lesson::Hidden;
use crate::text::subscript;
use crate::view::number::Scale;
use crate::view::plot::bound::BoundPlot;
use crate::view::plot::goodness::{Goodness, GoodnessPlot};
use crate::view::plot::runs::RunsPlot;
use crate::view::plot::staircase::StaircasePlot;
use crate::view::plot::surface::SurfacePlot;
use crate::view::theme::Theme;
use crate::view::{ascii, lines};

/// What a plot of θ says before there is one.
const NO_THETA: &str = "There is no θ yet: γ₀ was given, and the M-step makes θ₁ of it (⟦m⟧).";

/// Returns the plot that is drawn instead of the density chart; while a θ₀ is typed, none is.
pub(in crate::view) fn open(app: &App) -> Option<Plot> {
    let plot = app.looks().plots().open();
    plot.filter(|_| !matches!(app.mode(), Mode::Theta(_)))
}

/// Returns the title of what is drawn, and a shorter one.
pub(in crate::view) fn titles(app: &App, t: usize) -> [String; 2] {
    if let Some(plot) = open(app) {
        let long = plot_title(app, plot);
        let short = match (plot, app.looks().plots().direction()) {
            (Plot::Bound, SectionDirection::WholeStep) => {
                let made = app.study().run().gamma_iteration().unwrap_or(0);
                let [from, to] = [made, made + 1].map(subscript);
                format!("{} and F from θ{from} to θ{to}", objective(app))
            }
            (Plot::Bound, SectionDirection::Along(coordinate)) => {
                format!("{} and F along {}", objective(app), bound::name(coordinate))
            }
            _ => long.clone(),
        };
        return [long, short];
    }
    if app.study().theta().is_none() {
        let long = app.shared().keymap().fill("The observations; ⟦m⟧ makes the first θ");
        return [long, "The observations".to_owned()];
    }
    let t = subscript(t);
    let long = match app.looks().plots().chart() {
        Chart::Density => format!("Density p(x; θ{t})"),
        Chart::Posterior => format!("Posterior p(k | x; θ{t})"),
        Chart::Shares => format!("E-step: p(x_i; θ{t}) in its shares"),
        Chart::Both => {
            let long = format!("Density p(x; θ{t}), posterior p(k | x; θ{t})");
            return [long, format!("p(x; θ{t}) and p(k | x; θ{t})")];
        }
    };
    [long.clone(), long]
}

/// Returns the name of what the run maximises.
fn objective(app: &App) -> &'static str {
    app.study().run().method().objective().symbol()
}

fn plot_title(app: &App, plot: Plot) -> String {
    let (run, name) = (app.study().run(), objective(app));
    match plot {
        Plot::Staircase => format!("{name} and F after every half-step"),
        Plot::Runs => {
            match app.shared().compared().map(|both| both.map(|compared| compared.name)) {
                Some([RunName::Step(a), RunName::Step(b)]) => {
                    format!("The runs of steps {} and {}", a.min(b), a.max(b))
                }
                Some([RunName::Run(a) | RunName::Step(a), RunName::Run(b) | RunName::Step(b)]) => {
                    format!("Runs {a} and {b}")
                }
                None => "Two runs".into(),
            }
        }
        Plot::Quantiles => {
            format!("Quantiles: data and p(x; θ{})", subscript(run.cursor().iteration()))
        }
        Plot::Distribution => {
            format!("F(x; θ{}), and F of the data", subscript(run.cursor().iteration()))
        }
        Plot::Bound => {
            let made = run.gamma_iteration().unwrap_or(0);
            match app.looks().plots().direction() {
                SectionDirection::Along(coordinate) if run.is_given(made) => {
                    format!("{name} and F along {}, through θ₁", bound::name(coordinate))
                }
                SectionDirection::Along(coordinate) => {
                    let along = bound::name(coordinate);
                    format!("{name} and F along {along}, through θ{}", subscript(made))
                }
                SectionDirection::WholeStep => {
                    let (from, to) = (subscript(made), subscript(made + 1));
                    format!("{name} and F from θ{from} (s = 0) to θ{to} (s = 1)")
                }
            }
        }
        Plot::Surface => match app.looks().plots().surface() {
            Some((plane, _)) => {
                format!("{name} over {} and {}", bound::name(plane.x), bound::name(plane.y))
            }
            None => format!("{name} over a plane"),
        },
    }
}

pub(in crate::view) fn draw(
    app: &App,
    plot: Plot,
    scale: &Scale,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (run, plots) = (app.study().run(), app.looks().plots());
    let keymap = app.shared().keymap();
    let is_of_theta = matches!(plot, Plot::Surface | Plot::Quantiles | Plot::Distribution);
    if is_of_theta && run.current().is_none() {
        let colors = (theme, theme.notice());
        let lines = ascii::paragraph(&keymap.fill(NO_THETA), area.width.into(), colors);
        return lines::draw_all(lines, area, buffer);
    }
    match plot {
        Plot::Staircase => {
            StaircasePlot { run, zoom: plots.zoom(), keymap, theme }.render(area, buffer);
        }
        Plot::Runs => {
            if let Some(runs) = app.shared().compared() {
                let is_covered = app.hides().contains(&Hidden::LogLikelihood);
                let (chart, x) = (app.looks().likelihood_chart(app.study()), app.looks().axes().x);
                RunsPlot { runs, is_covered, chart, x, theme }.render(area, buffer);
            }
        }
        Plot::Quantiles | Plot::Distribution => GoodnessPlot {
            kind: match plot {
                Plot::Distribution => Goodness::Distribution,
                _ => Goodness::Quantiles,
            },
            quantiles: plots.quantiles(),
            theta: app.study().theta_or_first(),
            t: run.cursor().iteration(),
            scale,
            colors: theme,
        }
        .render(area, buffer),
        Plot::Bound => BoundPlot {
            run,
            direction: plots.direction(),
            zoom: plots.zoom(),
            profile: plots.profile(),
            scale,
            keymap,
            theme,
        }
        .render(area, buffer),
        Plot::Surface => {
            if let Some((plane, grid)) = plots.surface() {
                SurfacePlot { run, plane, grid, theme }.render(area, buffer);
            }
        }
    }
}
