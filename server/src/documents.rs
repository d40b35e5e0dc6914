//! What is printed or sent for an activity: letters for printing, addresses, e-mails as a file. Written page by page while
//! it is read, however many recipients there are.

use crate::export::{actor, file, line};
use app::request::Request as Known;
use axum::{
    Extension,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{
    Actor, Db, Error, Result,
    campaigns::{self, Merged},
    users,
};
use domain::{activity::ActivityKind, rights::UseCase};
use lettre::{
    Message,
    message::{Mailbox, header::ContentType},
};
use texts::{K, Texts};

/// The next recipients as text, and where the page after them begins.
async fn page(
    (db, actor, activity): (Db, Actor, i64),
    after: Option<i64>,
    write: impl Fn(&Merged) -> Result<String>,
) -> Result<(String, Option<i64>)> {
    let (_, recipients) = campaigns::merged_page(&db, &actor, activity, after.unwrap_or(0)).await?;
    let text = recipients.iter().map(write).collect::<Result<String>>()?;
    Ok((text, recipients.last().map(|r| r.touch)))
}

/// Names, addresses and contacts of everybody who is still to get something.
pub async fn addresses(Extension(known): Extension<Known>, Path(activity): Path<i64>) -> Response {
    let actor = match actor(&known, UseCase::WorkExport) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let t = Texts::of(known.page.language);
    let heads = [
        K::FieldName,
        K::FieldAccount,
        K::ImportTargetStreet,
        K::ImportTargetPostcode,
        K::FieldPlace,
        K::FieldEmail,
        K::FieldPhone,
        K::ReachFax,
    ];
    let head = format!("\u{feff}{}", line(heads.map(|k| t.t(k))));
    let row = |m: &Merged| {
        let cells = [&m.name, &m.organisation, &m.street, &m.postcode, &m.place, &m.email, &m.phone, &m.fax];
        Ok(line(cells.map(String::as_str)))
    };
    let at = (known.db, actor, activity);
    file("addresses.csv", "text/csv; charset=utf-8", head, String::new(), move |after| page(at.clone(), after, row))
        .await
}

/// One sheet a recipient, for the browser's printer: the address stands where windows of envelopes are (DIN 5008, form B).
pub async fn letters(Extension(known): Extension<Known>, Path(activity): Path<i64>) -> Response {
    let actor = match actor(&known, UseCase::WorkExport) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let language = known.page.language;
    let dir = if language.is_rtl() { "rtl" } else { "ltr" };
    let title = escape(Texts::of(language).t(K::WorkLetters));
    let head = format!(
        "<!doctype html><html lang=\"{}\" dir=\"{dir}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><link rel=\"stylesheet\" href=\"/letters.css\"></head><body>",
        language.code()
    );
    let at = (known.db, actor, activity);
    let type_ = "text/html; charset=utf-8";
    file("", type_, head, "</body></html>".to_owned(), move |after| page(at.clone(), after, |m| Ok(sheet(m)))).await
}

fn sheet(m: &Merged) -> String {
    let town =
        [m.postcode.as_str(), m.place.as_str()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ");
    let address: String = [m.organisation.as_str(), m.name.as_str(), m.street.as_str(), town.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .map(|s| format!("<div>{}</div>", escape(s)))
        .collect();
    format!(
        "<article><address dir=\"auto\">{address}</address><h1 dir=\"auto\">{}</h1><div class=\"text\" dir=\"auto\">{}</div></article>",
        escape(&m.subject),
        escape(&m.body)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// E-mails in one file (RFC 4155) that mail programs open; sent from there by whoever sends them.
pub async fn emails(Extension(known): Extension<Known>, Path(activity): Path<i64>) -> Response {
    let actor = match actor(&known, UseCase::WorkExport) {
        Ok(actor) => actor,
        Err(status) => return status.into_response(),
    };
    let sender = match sender(&known.db, &actor).await {
        Ok(sender) => sender,
        Err(error) => {
            tracing::error!(%error, "sender of e-mails");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    match campaigns::merged_page(&known.db, &actor, activity, i64::MAX).await {
        Ok((ActivityKind::Email, _)) => {}
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return crate::api::answer(&error.into()),
    }
    let at = (known.db, actor, activity);
    let write = move |m: &Merged| message(&sender, m);
    file("emails.mbox", "application/mbox", String::new(), String::new(), move |after| {
        let write = write.clone();
        page(at.clone(), after, write)
    })
    .await
}

async fn sender(db: &Db, actor: &Actor) -> Result<Mailbox> {
    let (name, email) = users::address(db, actor.user_id).await?;
    let address = email.parse().map_err(|_| Error::Internal("address of a user".to_owned()))?;
    Ok(Mailbox::new(Some(name), address))
}

fn message(sender: &Mailbox, m: &Merged) -> Result<String> {
    let broken = |what: &str| Error::Internal(format!("{what} of an e-mail"));
    let address = m.email.parse().map_err(|_| broken("address"))?;
    let name = Some(m.name.clone()).filter(|name| !name.is_empty());
    let message = Message::builder()
        .from(sender.clone())
        .to(Mailbox::new(name, address))
        .subject(m.subject.replace(['\r', '\n'], " "))
        .header(ContentType::TEXT_PLAIN)
        .body(m.body.clone())
        .map_err(|_| broken("text"))?;
    let text = String::from_utf8(message.formatted()).map_err(|_| broken("encoding"))?;
    // A line of the text that begins like a separator is quoted, as mboxrd does.
    let quoted: String = text
        .replace("\r\n", "\n")
        .split_inclusive('\n')
        .map(
            |line| if line.trim_start_matches('>').starts_with("From ") { format!(">{line}") } else { line.to_owned() },
        )
        .collect();
    Ok(format!("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n{quoted}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged() -> Merged {
        Merged {
            touch: 1,
            name: "Vesna Marić".into(),
            organisation: "Hotel <Jadran> & Co".into(),
            street: "Obala 12".into(),
            postcode: "51000".into(),
            place: "Rijeka".into(),
            email: "vesna@example.hr".into(),
            phone: String::new(),
            fax: String::new(),
            subject: "Old units\r\nBcc: all@example.hr".into(),
            body: "Dear Vesna,\nFrom July on we take them back.".into(),
        }
    }

    #[test]
    fn a_letter_shows_what_was_typed_and_runs_nothing() {
        let sheet = sheet(&merged());
        assert!(sheet.contains("<div>Hotel &lt;Jadran&gt; &amp; Co</div><div>Vesna Marić</div><div>Obala 12</div><div>51000 Rijeka</div>"), "{sheet}");
    }

    #[test]
    fn an_email_has_one_recipient_whatever_its_subject_holds() {
        let sender = Mailbox::new(Some("Mira".into()), "mira@levak.example".parse().unwrap());
        let text = message(&sender, &merged()).unwrap();
        assert!(!text.contains("\nBcc:"), "{text}");
        assert_eq!(text.matches("\nTo: ").count(), 1);
        assert_eq!(text.matches("\nFrom ").count(), 0, "a line of the text is no separator: {text}");
    }
}
