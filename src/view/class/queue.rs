//! What a second presenter sees.

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Paragraph, Wrap};

use crate::app::keymap::{Keymap, QUEUE, QueueAction};
use crate::view::ascii;
use crate::view::theme::Theme;

/// Draws who presents, and how to ask to take over; `asks` if that has been done.
pub fn draw_queue(presenter: &str, asks: bool, keymap: &Keymap, theme: &Theme, frame: &mut Frame) {
    let key = |key: String| Span::styled(key, theme.key());
    let mut text = vec![
        Line::styled(format!("{presenter} presents already."), theme.title()),
        Line::default(),
    ];
    for binding in QUEUE {
        text.push(match binding.action {
            QueueAction::Ask if asks => {
                Line::from("Asked. You present once they hand over or leave.")
            }
            QueueAction::Ask | QueueAction::Leave => {
                let label = keymap.label(binding);
                let first = label.split(' ').next().unwrap_or_default();
                Line::from(vec![key(first.to_owned()), Span::raw(format!(" {}", binding.help))])
            }
        });
    }
    text.push(Line::default());
    text.push(Line::styled("To follow, log in as watch instead.", theme.faint()));
    let page = Paragraph::new(text).wrap(Wrap { trim: true });
    let width = frame.area().width.min(64);
    let [area] =
        Layout::horizontal([Constraint::Length(width)]).flex(Flex::Center).areas(frame.area());
    let [area] = Layout::vertical([Constraint::Length(9)]).flex(Flex::Center).areas(area);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.accent())
        .padding(ratatui::widgets::Padding::horizontal(1));
    frame.render_widget(Clear, area);
    frame.render_widget(page.block(block), area);
    ascii::finish(theme, frame.buffer_mut());
    theme.paint(frame.buffer_mut());
}
