//! A session from its beginning to its end, whatever ends it.

use std::net::IpAddr;
use std::sync::Arc;

use ratatui::layout::Size;
use tokio::sync::{mpsc, watch};

use super::client::Client;
use super::door::Role;
use super::house::{Counted, House};
use super::seat::Seat;
use super::session::{Connected, Ending, Session};
use crate::view::theme::{ColorDepth, Theme};

/// Someone who has come in and asked for the stepper.
pub struct Visit {
    /// As what.
    pub role: Role,
    /// From where.
    pub address: IpAddr,
    /// How many colours the terminal shows.
    pub depth: ColorDepth,
    /// The size of the window, as it changes.
    pub size: watch::Receiver<Size>,
    /// What is typed.
    pub typed: mpsc::Receiver<Vec<u8>>,
    /// The way back.
    pub client: Arc<Client>,
    /// Its place among the sessions.
    pub counted: Counted,
}

/// The status of a session that ended by itself.
const FINE: u32 = 0;
/// The status of one that the server ended.
const ENDED: u32 = 1;

/// Lets a visitor step, then gives the terminal back. A panic ends this session alone.
pub async fn attend(house: Arc<House>, visit: Visit) {
    let Visit { role, address, depth, size, typed, client, counted } = visit;
    let number = house.next_number();
    let _gauge = house.metrics.session(role);
    tracing::info!(session = number, %role, %address, "session begins");
    let task = {
        let (house, client) = (Arc::clone(&house), Arc::clone(&client));
        tokio::spawn(async move {
            let seat = match role {
                Role::Play => Seat::Private(Box::new(house.app.clone())),
                Role::Watch => Seat::in_class(&house.podium, number),
                Role::Present => {
                    Seat::before_the_class(&house.podium, &format!("present@{address}"), &house.app)
                }
            };
            let theme = Theme::new(depth);
            let with = Connected { number, seat, theme, size, typed, client };
            Session::new(house, with).run().await
        })
    };
    let (ending, is_cut) = if let Ok((ending, is_cut)) = task.await {
        (Some(ending), is_cut)
    } else {
        house.metrics.panicked();
        (None, true)
    };
    tracing::info!(session = number, %role, %address, reason = ?ending, "session ends");
    let line =
        ending.map_or(Some("emstep: an error in the program ended this session"), Ending::line);
    let status = if ending == Some(Ending::Quit) { FINE } else { ENDED };
    // The place is free before the client has closed the connection.
    drop(counted);
    client.part(line, status, is_cut).await;
}
