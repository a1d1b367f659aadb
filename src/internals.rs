//! What the program, the tests, the benches and the fuzz targets of this repository use beyond the
//! public modules. It is no promise to others: anything here changes without notice.

pub mod text {
    //! Numbers as people read them, and text from outside made safe to show.

    pub use crate::text::sanitise::{SHOWN, brief, clean, is_hidden};
    pub use crate::text::with_minus_signs;
}

#[cfg(target_family = "wasm")]
pub mod data {
    //! Files that were given to a browser's page.

    pub use crate::data::{PageFiles, provide_files};
}

#[cfg(feature = "stepper")]
pub mod report {
    //! What of a run can be exported.

    pub use crate::report::export::{Content, FigureFormat, FileContent, NotBuilt, WrongFormat};
}

#[cfg(feature = "stepper")]
pub mod app {
    //! The state machine.

    pub use crate::app::class::follower::{Follower, FollowerEffect};
    pub use crate::app::form::answer::{AnswerField, Feedback};
    pub use crate::app::form::board::{Board, RestartRow};
    pub use crate::app::form::constraints::Constraint;
    pub use crate::app::form::export::{CONTENTS, ExportForm, ExportFormError};
    pub use crate::app::form::groups::{GroupBoard, GroupView};
    pub use crate::app::form::prompt::{Asked, PromptError};
    pub use crate::app::form::theta::Preview;
    pub use crate::app::job::BoardResult;
    pub use crate::app::key_script::KeyScript;
    pub use crate::app::lesson::list::LessonStatus;
    pub use crate::app::lesson::{Input, LessonScreen, LessonScroll};
    pub use crate::app::looks::likelihood_chart::LikelihoodChart;
    pub use crate::app::opening::{OpenedSession, Program};
    pub use crate::app::rebuild::{LessonText, RebuildProgress, SavedFile, SessionFiles};
    pub use crate::app::{
        App, Chart, ClassEvent, Effect, ExportOrder, HostLimits, Info, InitialTheta, Job, JobId,
        JobOutput, Key, KeyCode, LimitReached, LoadProgress, Message, Mode, Motion, Notice, PANELS,
        Pace, Panel, Plot, Preferences, Refusal, Role, RowOrder, SaveError, SaveReport,
        SaveRequest, SavedSession, Settings, StartOptions, Unsaved,
    };

    pub mod menu {
        //! The menu of all keys.

        pub use crate::app::menu::{Item, MARKS, Menu, Section, WORDS};
    }

    pub mod keymap {
        //! The keys of each mode.

        pub use crate::app::keymap::rebound::{Row, rows};
        pub use crate::app::keymap::{
            ANSWER, BALLOT, BOARD, Binding, CONSTRAINTS, COPY, DATA, DERIVATION, EXPLORER, EXPORT,
            FOLLOWER, FORM, GROUP_FITS, Group, Keymap, LESSON, LESSON_LIST, MENU, OPENING, PROMPT,
            QUEUE, RUNS, STEPPING,
        };
    }
}

#[cfg(feature = "stepper")]
pub mod results {
    //! Results of a run as bytes.

    pub use crate::results::data_hash::{HashError, sha256};
    pub use crate::results::{FigureFileError, NotReady, bytes_of};
}

#[cfg(feature = "stepper")]
pub mod work {
    //! Jobs, and the loop of effects.

    pub use crate::work::{PiecewiseJobs, QuickWork, failed, is_done_in_pieces, run_job};

    pub mod effects {
        //! The loop of effects.

        pub use crate::work::effects::{Host, perform, send};
    }
}

#[cfg(feature = "stepper")]
pub mod figure {
    //! Figures for papers and slides.

    pub use crate::figure::{
        Anchor, Area, Figure, FigureError, FigureOptions, Ink, Label, Mark, Page, Path, Segment,
        Source, Stroke, Text, WIDTH, draw, svg,
    };
    #[cfg(feature = "figures")]
    pub use crate::figure::{pdf, png};
}

#[cfg(feature = "stepper")]
pub mod view {
    //! The state as a frame.

    #[cfg(feature = "serve")]
    pub use crate::view::draw_queue;
    #[cfg(feature = "terminal")]
    pub use crate::view::picture::{Look, Paper, svg};
    pub use crate::view::theme::{Characters, ColorDepth, Glyphs, Marker, Rgb, Theme, ThemeName};
    pub use crate::view::{
        Pointer, draw, draw_follower, draw_program, hinted_keys, message_of, pointed_at,
        quantity_at,
    };
}

#[cfg(feature = "stepper")]
pub mod spoken {
    //! The state in sentences.

    pub use crate::spoken::{Controls, Narrator};
}

#[cfg(feature = "terminal")]
pub mod runtime {
    //! The terminal.

    pub use crate::runtime::input::{InputDecoder, InputEvent, PASTE_LIMIT};
    pub use crate::runtime::{TerminalGuard, install_panic_hook};
}

#[cfg(feature = "serve")]
pub mod ssh {
    //! The class server.

    pub use crate::runtime::ssh::Server;
    pub use crate::runtime::ssh::access::authorized_keys::AuthorizedKeys;
    pub use crate::runtime::ssh::access::class_access::ClassAccess;
    pub use crate::runtime::ssh::access::code::PresenterCodes;
    pub use crate::runtime::ssh::access::password::Password;
    pub use crate::runtime::ssh::access::policy::AccessPolicy;
    pub use crate::runtime::ssh::access::role::LoginRole;
    pub use crate::runtime::ssh::access::trusted_proxies::TrustedProxies;
    pub use crate::runtime::ssh::access::watched_file::FromFile;
    pub use crate::runtime::ssh::service::connection_info::ConnectionInfo;
    pub use crate::runtime::ssh::service::limits::Limits;
    pub use crate::runtime::ssh::service::state::ServerState;
    pub use crate::runtime::ssh::service::threads::Threads;
    pub use crate::runtime::ssh::wire::environment::Environment;
    pub use crate::runtime::ssh::wire::proxy::{ProxyError, read_header};

    pub mod host_key {
        //! The server's own key.

        pub use crate::runtime::ssh::access::host_key::{load_or_create, parse};
    }
}

#[cfg(feature = "terminal")]
pub mod cli {
    //! The commands.

    #[cfg(feature = "serve")]
    pub use crate::cli::serve;
    pub use crate::cli::{
        COMMANDS, Environment, Invocation, Obeyed, Output, PlainCommand, PlainStepper, check,
        command, complete, completions, condense, config, explain, fit, lesson, man, merge,
        one_line, open_lesson, print, rewritten_settings, snapshot, spelled, sql, step, themes,
    };
}
