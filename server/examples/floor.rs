//! The floor under the server's figures: a bare axum handler on 127.0.0.1:3299.

use axum::{Router, routing::get};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().route("/", get(|| async { "ok" }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3299").await?;
    axum::serve(listener, app).await
}
