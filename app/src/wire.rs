//! The data of pages: made on the server and sent with the page, or fetched by the browser later. Both arrive in one
//! compact format, and one resource of one type carries them all, so that the browser's program holds one reader a type
//! and one machinery for waiting.

use crate::{error::AppError, loaded::Answer};
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, future::Future, marker::PhantomData, pin::Pin, sync::Arc};

/// An answer whose type only [`Load`] knows.
#[derive(Clone)]
pub enum Wire {
    Here {
        value: Arc<dyn Any + Send + Sync>,
        #[cfg(feature = "ssr")]
        pack: fn(&dyn Any) -> Result<Vec<u8>, postcard::Error>,
    },
    /// Came with the page and is not read yet.
    Sent(Arc<[u8]>),
    Failed(AppError),
}

impl Wire {
    fn new<T: Serialize + Send + Sync + 'static>(answer: Answer<T>) -> Self {
        match answer {
            Ok(value) => Wire::Here {
                value: Arc::new(value),
                #[cfg(feature = "ssr")]
                pack: |value| {
                    value.downcast_ref::<T>().map_or(Err(postcard::Error::SerdeSerCustom), postcard::to_allocvec)
                },
            },
            Err(error) => Wire::Failed(error),
        }
    }

    fn read<T: DeserializeOwned + Clone + 'static>(self) -> Answer<T> {
        let unreadable = || AppError::Internal("answer".to_owned());
        match self {
            Wire::Here { value, .. } => value.downcast_ref::<T>().cloned().ok_or_else(unreadable),
            Wire::Sent(bytes) => postcard::from_bytes(&bytes).map_err(|_| unreadable()),
            Wire::Failed(error) => Err(error),
        }
    }
}

/// How the page carries an answer: a byte that tells whether it is data or an error, then that in postcard.
pub struct Packed;

impl Encoder<Wire> for Packed {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(wire: &Wire) -> Result<Vec<u8>, Self::Error> {
        let (kind, mut bytes) = match wire {
            #[cfg(feature = "ssr")]
            Wire::Here { value, pack } => (1, pack(value.as_ref())?),
            // Pages are only written on the server.
            #[cfg(not(feature = "ssr"))]
            Wire::Here { .. } => return Err(postcard::Error::WontImplement),
            Wire::Sent(bytes) => (1, bytes.to_vec()),
            Wire::Failed(error) => (0, postcard::to_allocvec(error)?),
        };
        bytes.insert(0, kind);
        Ok(bytes)
    }
}

impl Decoder<Wire> for Packed {
    type Error = postcard::Error;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<Wire, Self::Error> {
        match bytes.split_first() {
            Some((1, data)) => Ok(Wire::Sent(data.into())),
            Some((_, error)) => postcard::from_bytes(error).map(Wire::Failed),
            None => Err(postcard::Error::DeserializeUnexpectedEnd),
        }
    }
}

type Fetching = Pin<Box<dyn Future<Output = Wire> + Send>>;

/// One question to the server; never the same as an earlier one, because what asks changed.
#[derive(Clone)]
struct Question(Arc<dyn Fn() -> Fetching + Send + Sync>);

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The data of a page, or a part of it.
pub struct Load<T> {
    resource: Resource<Wire, Packed>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T> Load<T>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Fetches what `source` asks for, again whenever that changes.
    pub fn new<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetch: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: Clone + Send + Sync + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        let fetch = Arc::new(fetch);
        let ask = move || {
            let (source, fetch) = (source(), Arc::clone(&fetch));
            Question(Arc::new(move || {
                let answer = fetch(source.clone());
                Box::pin(async move { Wire::new(answer.await) })
            }))
        };
        Self { resource: resource(Box::new(ask)), of: PhantomData }
    }

    /// What shows it: `show` for data, the page of an error otherwise. On the server the page waits for it.
    pub fn show<V: IntoView + 'static>(self, show: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView {
        crate::loaded::shown(self.resource, Arc::new(move |wire| wire.read().map(|data| show(data).into_any())))
    }
}

fn resource(ask: Box<dyn Fn() -> Question + Send + Sync>) -> Resource<Wire, Packed> {
    Resource::new_with_options(ask, |question: Question| (question.0)(), false)
}

#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, reason = "a test that is surprised fails, which is what it is for")]
mod tests {
    use super::*;

    fn through(answer: Answer<(i64, String)>) -> Answer<(i64, String)> {
        let bytes = Packed::encode(&Wire::new(answer)).unwrap();
        Packed::decode(&bytes).unwrap().read()
    }

    #[test]
    fn data_and_errors_arrive_as_sent() {
        let data = (7, "ćufte و چای".to_owned());
        assert_eq!(through(Ok(data.clone())), Ok(data));
        assert_eq!(through(Err(AppError::State("x".to_owned()))), Err(AppError::State("x".to_owned())));
        assert!(Packed::decode(&[]).is_err());
        assert!(Wire::Sent(Arc::new([200])).read::<(i64, String)>().is_err(), "half an answer");
    }
}
