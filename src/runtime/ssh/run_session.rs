//! A session from its beginning to its end, whatever ends it.

use std::net::IpAddr;
use std::sync::Arc;

use ratatui::layout::Size;
use tokio::sync::{mpsc, watch};

use super::access::policy::Role;
use super::class::broadcast::Person;
use super::class::session_model::Seat;
use super::service::state::{Counted, House};
use super::session::{Connected, Ending, Session};
use super::wire::client::Client;
use crate::view::theme::{ColorDepth, Theme};

/// Someone who has come in and asked for the stepper.
pub struct Visit {
    /// As what.
    pub role: Role,
    /// From where.
    pub address: IpAddr,
    /// What opened the door: the fingerprint of a key, or a presenter's code.
    pub key: Option<String>,
    /// What lets the presenter in again, who came in by a code.
    pub code_to_return: Option<String>,
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
pub async fn run_session(house: Arc<House>, visit: Visit) {
    let Visit { role, address, key, code_to_return, depth, size, typed, client, counted } = visit;
    let way_back = code_to_return.map(|code| {
        format!("to present again: {}, with the code {code}", house.invitation.line("present"))
    });
    let number = house.next_number();
    let person = Person { session: number, key };
    let _gauge = house.metrics.session(role);
    tracing::info!(session = number, %role, %address, "session begins");
    let task = {
        let (house, client) = (Arc::clone(&house), Arc::clone(&client));
        let way_back = way_back.clone();
        tokio::spawn(async move {
            let seat = match role {
                Role::Play => Seat::Private(Box::new(house.app.clone())),
                Role::Watch => Seat::in_class(&house.podium, person.clone()),
                Role::Present => Seat::before_the_class(
                    &house.podium,
                    &format!("present@{address}"),
                    &house.app,
                    person.clone(),
                ),
            };
            let mut seat = seat;
            if let Some(way_back) = way_back {
                house.announce(way_back.clone());
                seat.say(way_back);
            }
            let theme = Theme::new(depth);
            let with = Connected { person, seat, theme, size, typed, client };
            Session::new(house, with).run().await
        })
    };
    let (ending, is_cut) = task.await.unwrap_or_else(|_| {
        house.metrics.panicked();
        (Ending::Error, true)
    });
    tracing::info!(session = number, %role, %address, reason = ?ending, "session ends");
    let status = if ending == Ending::Quit { FINE } else { ENDED };
    // The place is free before the client has closed the connection.
    drop(counted);
    let lines: Vec<String> =
        [ending.line().map(str::to_owned), way_back.map(|way| format!("emstep: {way}"))]
            .into_iter()
            .flatten()
            .collect();
    client.part(&lines, status, is_cut).await;
}
