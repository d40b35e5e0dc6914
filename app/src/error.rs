//! What a server function can answer instead of a result. The wording is the page's.

use domain::{budget::Over, conflict::Differing, fault::FieldFault};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use texts::{K, Texts};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    SignedOut,
    Denied,
    NotFound,
    /// Somebody changed the record since it was read; what is stored now where a form differs from it.
    Conflict {
        version: i64,
        now: Vec<Differing>,
    },
    Invalid(Vec<FieldFault>),
    /// A budget would be exceeded.
    Over(Over),
    /// Not possible in the state the record is in; a code of the group `state`.
    State(String),
    /// The request did not reach the server, or its answer not the browser.
    Offline,
    /// Something failed; the log knows more under this number.
    Internal(String),
}

impl AppError {
    /// What happened and what to do, in one or two sentences.
    pub fn words(&self, t: Texts) -> String {
        match self {
            AppError::SignedOut => t.t(K::ErrorSignedOut).to_owned(),
            AppError::Denied => t.t(K::ErrorDenied).to_owned(),
            AppError::NotFound => t.t(K::ErrorNotFound).to_owned(),
            AppError::Conflict { now, .. } => {
                t.t(if now.is_empty() { K::ErrorConflict } else { K::ErrorBoth }).to_owned()
            }
            AppError::Invalid(faults) => {
                let first = faults.first().map_or("", |f| t.code("fault", &texts::snake(&f.fault.to_string())));
                if faults.len() > 1 {
                    t.n(K::ErrorInvalid, i64::try_from(faults.len()).unwrap_or(0), &[])
                } else {
                    first.to_owned()
                }
            }
            AppError::Over(over) => t.f(K::ErrorOver, &[("budget", &over.name)]),
            AppError::State(code) => match t.code("state", code) {
                "" => t.t(K::ErrorState).to_owned(),
                words => words.to_owned(),
            },
            AppError::Offline => t.t(K::ErrorOffline).to_owned(),
            AppError::Internal(id) => t.f(K::ErrorInternal, &[("id", id)]),
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        // What cannot be read is a fault of the arguments on the server, and of the connection in the browser.
        #[cfg(feature = "ssr")]
        if matches!(error, ServerFnErrorErr::Deserialization(_)) {
            return AppError::Invalid(Vec::new());
        }
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) | ServerFnErrorErr::Deserialization(_) => {
                AppError::Offline
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => AppError::Invalid(Vec::new()),
            other => AppError::Internal(texts::snake(
                &format!("{other:?}").chars().filter(|c| c.is_alphanumeric()).take(24).collect::<String>(),
            )),
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

#[cfg(feature = "ssr")]
impl From<backend::Error> for AppError {
    fn from(error: backend::Error) -> Self {
        match error {
            backend::Error::Denied => AppError::Denied,
            backend::Error::NotFound => AppError::NotFound,
            backend::Error::Conflict { version, now } => AppError::Conflict { version, now },
            backend::Error::Invalid(faults) => AppError::Invalid(faults),
            backend::Error::Over(over) => AppError::Over(*over),
            backend::Error::State(what) => AppError::State(what.replace(' ', "_")),
            cause @ (backend::Error::Database(_) | backend::Error::Internal(_)) => {
                let id = crate::request::new_id();
                tracing::error!(%id, %cause, "request failed");
                AppError::Internal(id)
            }
        }
    }
}
