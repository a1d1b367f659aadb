//! How far a load is, in a line or two.

use std::time::Duration;

use ratatui::text::{Line, Span};

use crate::app::LoadProgress;
use crate::app::rebuild::RebuildProgress;
use crate::data::Stage;
use crate::text;
use crate::text::{counted, grouped};
use crate::view::theme::Theme;

/// Cells of the bar.
const BAR: usize = 12;

/// All of it in one line if that fits, else in two.
pub(crate) fn lines(gauge: &LoadProgress, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let LoadProgress { progress, .. } = gauge;
    let stage = match progress.stage {
        Stage::Reading => " reading ",
        Stage::Ordering => " ordering ",
        Stage::Condensing => " condensing ",
    };
    let end = "Esc cancels".to_owned();
    let rows = counted(progress.rows, "row");
    let is_reading = progress.stage == Stage::Reading;
    let bytes = is_reading.then(|| bytes(progress.bytes_read, progress.bytes_total));
    let rate = gauge.rows_per_second().filter(|_| is_reading);
    let rate = rate.map(|rate| format!("{} rows/s", grouped(rate as u64)));
    let left = gauge.time_left().map(|left| format!("{} left", duration(left)));
    let rows = Some(rows);
    let join = |parts: &[&Option<String>]| {
        parts.iter().filter_map(|part| part.as_deref()).collect::<Vec<_>>().join(" · ")
    };
    let fits = |line: &str| text::width(line) < usize::from(width);
    let bar = gauge.part().map(bar).unwrap_or_default();
    let line = |bar: String, text: String| {
        let [stage, text] = [stage.to_owned(), text].map(|text| Span::styled(text, theme.notice()));
        Line::from(vec![stage, Span::styled(bar, theme.accent()), text])
    };
    let all = join(&[&rows, &bytes, &rate, &left, &Some(end.clone())]);
    if fits(&format!("{stage}{bar}{all}")) {
        return vec![line(bar, all)];
    }
    let percent = gauge.part().map(|part| format!("{:.0} %", (part * 100.0).floor()));
    let short = join(&[&percent.or(Some("…".to_owned())), &Some(end)]);
    let bar = if fits(&format!("{stage}{bar}{short}")) { bar } else { String::new() };
    // From the most to the least.
    let details = [
        join(&[&rows, &bytes, &rate, &left]),
        join(&[&rows, &rate, &left]),
        join(&[&rows, &left]),
        join(&[left.as_ref().map_or(&rows, |_| &left)]),
    ]
    .map(|text| format!(" {text}"));
    let [.., least] = &details;
    let detail = details.iter().find(|text| fits(text)).unwrap_or(least).clone();
    vec![line(bar, short), Line::styled(detail, theme.notice())]
}

/// How far the runs of a saved session are computed again: all of it if that fits, else less.
pub(in crate::view) fn of_rebuilding(
    progress: RebuildProgress,
    theme: &Theme,
    width: u16,
) -> Vec<Line<'static>> {
    let RebuildProgress { done, total } = progress;
    let what = " computing the runs ";
    let bar = bar(done as f64 / total.max(1) as f64);
    let far = format!("{} of {}", grouped(done as u64), counted(total, "iteration"));
    let all = [what, &bar, &format!("{far} · Esc cancels")].map(str::to_owned);
    let some = [" ", &bar, &far].map(str::to_owned);
    let least = [" ", "", &far].map(str::to_owned);
    let fits = |parts: &&[String; 3]| text::width(&parts.concat()) < usize::from(width);
    let [what, bar, far] = [&all, &some].into_iter().find(fits).unwrap_or(&least).clone();
    vec![Line::from(vec![
        Span::styled(what, theme.notice()),
        Span::styled(bar, theme.accent()),
        Span::styled(far, theme.notice()),
    ])]
}

/// `▕████▌      ▏ `
pub(in crate::view) fn bar(part: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (part.clamp(0.0, 1.0) * (BAR * 8) as f64) as usize;
    let full = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    format!("▕{full:<BAR$}▏ ")
}

/// `38 of 92 MB`
fn bytes(read: u64, total: Option<u64>) -> String {
    let (unit, name) = match total.unwrap_or(read) {
        0..10_000_000 => (1e3, "kB"),
        10_000_000..10_000_000_000 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    let in_units = |bytes: u64| {
        let digits = usize::from(unit == 1e9);
        format!("{:.digits$}", bytes as f64 / unit)
    };
    match total {
        Some(total) => format!("{} of {} {name}", in_units(read), in_units(total)),
        None => format!("{} {name}", in_units(read)),
    }
}

/// `under 1 s`, `42 s`, `3 min 5 s`, `2 h 10 min`
fn duration(left: Duration) -> String {
    match left.as_secs() {
        0 => "under 1 s".to_owned(),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Progress;
    use crate::view::theme::ColorDepth;

    fn shown(bytes_total: Option<u64>, width: u16) -> String {
        let progress = Progress {
            stage: Stage::Reading,
            rows: 4_200_000,
            bytes_read: 38_500_000,
            bytes_total,
        };
        let gauge = LoadProgress { progress, elapsed: Duration::from_secs(100) };
        let lines = lines(&gauge, &Theme::new(ColorDepth::Mono), width);
        lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_does_not_fit_in_a_line_stands_in_two() {
        let total = Some(92_000_000);
        assert_eq!(
            shown(total, 101),
            " reading ▕█████       ▏ 4,200,000 rows · 38 of 92 MB · 42,000 rows/s · 2 min 18 s left · Esc cancels"
        );
        let first = " reading ▕█████       ▏ 41 % · Esc cancels\n";
        for (width, second) in [
            (100, " 4,200,000 rows · 38 of 92 MB · 42,000 rows/s · 2 min 18 s left"),
            (58, " 4,200,000 rows · 42,000 rows/s · 2 min 18 s left"),
            (43, " 4,200,000 rows · 2 min 18 s left"),
        ] {
            assert_eq!(shown(total, width), format!("{first}{second}"));
        }
        assert_eq!(shown(total, 30), " reading 41 % · Esc cancels\n 2 min 18 s left");
    }

    #[test]
    fn a_pipe_has_no_end_to_compare_with() {
        assert_eq!(
            shown(None, 80),
            " reading 4,200,000 rows · 38 MB · 42,000 rows/s · Esc cancels"
        );
        assert_eq!(shown(None, 30), " reading … · Esc cancels\n 4,200,000 rows");
    }

    #[test]
    fn times_and_sizes_have_fitting_units() {
        let seconds = [0, 59, 61, 7325].map(|s| duration(Duration::from_secs(s)));
        assert_eq!(seconds, ["under 1 s", "59 s", "1 min 1 s", "2 h 2 min"]);
        assert_eq!(bytes(1000, Some(9_999_999)), "1 of 10000 kB");
        assert_eq!(bytes(5_000_000_000, Some(80_000_000_000)), "5.0 of 80.0 GB");
        assert_eq!((bar(0.0), bar(1.0)), (format!("▕{:12}▏ ", ""), "▕████████████▏ ".into()));
    }
}
