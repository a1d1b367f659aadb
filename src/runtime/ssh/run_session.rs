//! A session from its beginning to its end, whatever ends it.

use std::net::IpAddr;
use std::sync::Arc;

use ratatui::layout::Size;
use tokio::sync::{mpsc, watch};

use super::access::role::LoginRole;
use super::class::session_model::SessionModel;
use super::class::votes::Participant;
use super::service::occupancy::Permit;
use super::service::state::ServerState;
use super::session::{Session, SessionEnd, SessionIo};
use super::wire::client::Client;
use crate::runtime::colors::TerminalColors;

/// A user who has logged in and asked for the stepper.
pub(super) struct SessionRequest {
    /// As what the user logged in.
    pub role: LoginRole,
    /// The address of the client.
    pub address: IpAddr,
    /// What the user logged in by: the fingerprint of a key, or a presenter's code.
    pub key: Option<String>,
    /// The code to log in again with, for a presenter who logged in by a code.
    pub return_code: Option<String>,
    /// The colours of the terminal.
    pub colors: TerminalColors,
    /// The size of the window, as it changes.
    pub size: watch::Receiver<Size>,
    /// What is typed.
    pub typed: mpsc::Receiver<Vec<u8>>,
    /// What is sent to the client.
    pub client: Arc<Client>,
    /// Counts the session.
    pub permit: Permit,
}

/// The exit status of a session that its user ended.
const QUIT: u32 = 0;
/// The exit status of one that ended otherwise.
const ENDED: u32 = 1;

/// Runs a session until it ends, then restores the client's terminal and ends the connection. A
/// panic ends this session alone.
pub(super) async fn run_session(state: Arc<ServerState>, request: SessionRequest) {
    let SessionRequest { role, address, key, return_code, colors, size, typed, client, permit } =
        request;
    let how_to_return = return_code.map(|code| {
        format!(
            "to present again: {}, with the code {code}",
            state.connection_info.command("present")
        )
    });
    let number = state.next_session();
    let participant = Participant { session: number, key };
    let _gauge = state.metrics.session(role);
    tracing::info!(session = number, %role, %address, "session begins");
    let task = {
        let (state, client) = (Arc::clone(&state), Arc::clone(&client));
        let how_to_return = how_to_return.clone();
        tokio::spawn(async move {
            let mut model = match role {
                LoginRole::Play => SessionModel::Private(Box::new(state.app.clone())),
                LoginRole::Watch => {
                    SessionModel::for_follower(&state.broadcast, participant.clone())
                }
                LoginRole::Present => SessionModel::for_presenter(
                    &state.broadcast,
                    &format!("present@{address}"),
                    &state.app,
                    participant.clone(),
                ),
            };
            if let Some(how_to_return) = how_to_return {
                state.announce(how_to_return.clone());
                model.show_line(how_to_return);
            }
            let io = SessionIo { participant, model, colors, size, typed, client };
            Session::new(state, io).run().await
        })
    };
    let (end, is_frame_cut) = task.await.unwrap_or_else(|_| {
        state.metrics.panicked();
        (SessionEnd::Error, true)
    });
    tracing::info!(session = number, %role, %address, reason = ?end, "session ends");
    let status = if end == SessionEnd::Quit { QUIT } else { ENDED };
    // Another session may open before the client has closed this connection.
    drop(permit);
    let lines: Vec<String> =
        [end.line().map(str::to_owned), how_to_return.map(|line| format!("emstep: {line}"))]
            .into_iter()
            .flatten()
            .collect();
    client.close(&lines, status, is_frame_cut).await;
}
