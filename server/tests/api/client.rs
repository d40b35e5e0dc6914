//! A browser of sorts: sends requests to the router and keeps its cookie.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use backend::Db;
use serde_json::Value;
use server::{config::Config, router::router};
use std::net::SocketAddr;
use tower::ServiceExt;

#[derive(Clone)]
pub struct Client {
    app: Router,
    cookie: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("")
    }
}

pub fn config() -> Config {
    // What is tested here needs no built program.
    Config { site: std::env::temp_dir(), ..Config::default() }
}

/// The router over a database; one a test, because listing its routes takes a moment.
pub fn app(db: &Db) -> Router {
    app_with(&config(), db)
}

/// The same with settings of its own.
pub fn app_with(config: &Config, db: &Db) -> Router {
    router(config, db.clone())
}

impl Client {
    pub fn new(app: &Router) -> Self {
        Self { app: app.clone(), cookie: None }
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5000))));
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(set) = parts.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok()) {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request =
            Request::builder().uri(path).header(header::HOST, "127.0.0.1:3000").header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub fn own(method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
    }

    pub async fn form(&mut self, path: &str, body: &str) -> Answer {
        let request = Self::own(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn call(&mut self, path: &str, arguments: &Value) -> Answer {
        let request = Self::own(Method::POST, &format!("/api/{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json");
        self.send(request.body(Body::from(arguments.to_string())).unwrap()).await
    }

    pub async fn upload(&mut self, body: impl Into<Body>) -> Answer {
        self.upload_to("/api/imports/upload", body).await
    }

    pub async fn upload_to(&mut self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Self::own(Method::POST, path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .header(header::ACCEPT, "text/plain");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn sign_in(&mut self, email: &str) -> Answer {
        self.form("/sign-in", &format!("email={}&password=a+river+in+may&next=%2Fcampaigns", email.replace('@', "%40")))
            .await
    }
}

/// A multipart body with a kind and a file.
pub fn multipart(kind: &str, content: &[u8]) -> Vec<u8> {
    multipart_of(&[("kind", kind)], "f.csv", content)
}

/// A multipart body of fields and a file.
pub fn multipart_of(fields: &[(&str, &str)], file: &str, content: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\nContent-Type: text/html\r\n\r\n").into_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    body
}
