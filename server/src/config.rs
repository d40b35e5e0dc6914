//! Configuration: a TOML file, then the environment, which wins. `levak.example.toml` documents every key.

use serde::Deserialize;
use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `DATABASE_URL`: `sqlite://path` or `postgres://…`; empty means a SQLite file in `data`.
    pub database_url: String,
    /// `LEVAK_LISTEN`: address and port.
    pub listen: SocketAddr,
    /// `LEVAK_DATA`: folder of the embedded database.
    pub data: PathBuf,
    /// `LEVAK_SITE`: folder of style, program and public files.
    pub site: PathBuf,
    /// `LEVAK_HTTPS`: the address that people use is HTTPS; cookies are sent there only.
    pub https: bool,
    /// `LEVAK_BEHIND_PROXY`: a proxy in front sets X-Forwarded-For; its last entry is believed.
    pub behind_proxy: bool,
    /// `LEVAK_SETUP_CODE`: asked for by the first start, so that a stranger does not become the administrator of a server
    /// that others reach. Empty: a random one is printed where others can reach it, and none is asked for on loopback.
    pub setup_code: String,
    /// `LEVAK_LOG`: what is logged, such as `info` or `levak=debug,info`.
    pub log: String,
    /// `LEVAK_LOG_JSON`: one JSON object a line.
    pub log_json: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: String::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            data: PathBuf::from("data"),
            site: PathBuf::from("target/site"),
            https: false,
            behind_proxy: false,
            setup_code: String::new(),
            log: "info,sqlx=warn,sea_orm=warn".into(),
            log_json: false,
        }
    }
}

impl Config {
    /// Reads `file`, or `levak.toml` where there is one, and then the environment.
    ///
    /// # Errors
    /// When the file cannot be read or a value is wrong; the message names it.
    pub fn read(file: Option<&Path>) -> Result<Self, String> {
        let usual = Path::new("levak.toml");
        let chosen = file.or_else(|| usual.exists().then_some(usual));
        let mut config = match chosen {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
                toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?
            }
            None => Config::default(),
        };
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(url) = set("DATABASE_URL") {
            config.database_url = url;
        }
        if let Some(listen) = set("LEVAK_LISTEN") {
            config.listen = listen.parse().map_err(|e| format!("LEVAK_LISTEN: {e}"))?;
        }
        for (name, place) in [("LEVAK_DATA", &mut config.data), ("LEVAK_SITE", &mut config.site)] {
            if let Some(path) = set(name) {
                *place = path.into();
            }
        }
        for (name, place) in [
            ("LEVAK_HTTPS", &mut config.https),
            ("LEVAK_BEHIND_PROXY", &mut config.behind_proxy),
            ("LEVAK_LOG_JSON", &mut config.log_json),
        ] {
            if let Some(value) = set(name) {
                *place = domain::attribute::parse_yes_no(&value).map_err(|_| format!("{name}: write yes or no"))?;
            }
        }
        for (name, place) in [("LEVAK_LOG", &mut config.log), ("LEVAK_SETUP_CODE", &mut config.setup_code)] {
            if let Some(text) = set(name) {
                *place = text;
            }
        }
        Ok(config)
    }

    /// Whether others than the people at this machine reach the server.
    pub fn is_exposed(&self) -> bool {
        self.behind_proxy || !self.listen.ip().is_loopback()
    }

    /// The address of the database; makes the data folder for an embedded one.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn database(&self) -> Result<String, String> {
        if !self.database_url.is_empty() {
            return Ok(self.database_url.clone());
        }
        std::fs::create_dir_all(&self.data).map_err(|e| format!("{}: {e}", self.data.display()))?;
        Ok(format!("sqlite://{}", self.data.join("levak.db").display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example_is_the_default() {
        let example: Config = toml::from_str(include_str!("../../levak.example.toml")).unwrap();
        assert_eq!(format!("{example:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn an_unknown_key_is_named() {
        assert!(toml::from_str::<Config>("lissten = 1").unwrap_err().to_string().contains("lissten"));
    }
}
