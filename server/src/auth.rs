//! Who a request comes from, by its session.

use axum_login::{AuthUser, AuthnBackend, UserId};
use backend::{
    Db,
    users::{self, SignIn, SignedIn},
};

#[derive(Debug, Clone)]
pub struct User(pub SignedIn);

impl AuthUser for User {
    type Id = i64;

    fn id(&self) -> i64 {
        self.0.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.0.stamp
    }
}

/// Name, password and address of a sign-in.
pub struct Credentials {
    pub name: String,
    pub password: String,
    pub address: String,
}

#[derive(Debug, Clone)]
pub struct Auth {
    pub db: Db,
}

pub type Session = axum_login::AuthSession<Auth>;

impl AuthnBackend for Auth {
    type User = User;
    type Credentials = Credentials;
    type Error = backend::Error;

    async fn authenticate(&self, given: Credentials) -> Result<Option<User>, backend::Error> {
        match users::sign_in(&self.db, &given.name, &given.password, &given.address, backend::jobs::now_ms()).await? {
            SignIn::Welcome(user) => Ok(Some(User(user))),
            SignIn::Wrong { .. } | SignIn::Paused { .. } => Ok(None),
        }
    }

    async fn get_user(&self, id: &UserId<Self>) -> Result<Option<User>, backend::Error> {
        Ok(users::signed_in(&self.db, *id).await?.map(User))
    }
}
