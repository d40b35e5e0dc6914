//! The demo's finished campaigns, closed by the marketing manager; the last one still waits to be.

use super::Demo;
use crate::{Result, closings, params, sql};
use domain::closing::{CauseDraft, ClosingDraft, Decision};

/// Name, decision, reason, lessons, and why something differed: subject, number of the cause, note.
type Closed = (&'static str, Decision, &'static str, &'static str, &'static [(&'static str, usize, &'static str)]);

const CLOSED: [Closed; 8] = [
    (
        "Food fair 2024",
        Decision::Change,
        "People who decide came, but our hall was the wrong one.",
        "Book the hall of the bakeries, by January at the latest.",
        &[
            ("article:Stand and hall", 5, "Late booking"),
            ("figure:revenue", 4, "Calls began three weeks after the fair"),
        ],
    ),
    (
        "Service contracts",
        Decision::Continue,
        "Cheap, and every fourth call ends with an offer.",
        "Call in the first week after a failure.",
        &[],
    ),
    (
        "Glass-door fridges, spring offer",
        Decision::Stop,
        "Hardly anybody reads an offer by e-mail.",
        "Shops want to see a fridge, not to read about one.",
        &[("figure:new_leads", 1, "")],
    ),
    (
        "Trade-in of units before 2010",
        Decision::Continue,
        "Letters with a call afterwards reach owners of old units.",
        "Take the year of the unit from the service log.",
        &[("article:Postage", 5, "New tariff")],
    ),
    (
        "Food fair 2025",
        Decision::Continue,
        "The stand paid for itself by July.",
        "Two people for follow-up from the first day.",
        &[("figure:revenue", 0, "")],
    ),
    (
        "Pharmacies: validated cooling",
        Decision::Stop,
        "No answers: the addresses were bought and old.",
        "No bought lists without a sample that was called.",
        &[("figure:new_leads", 0, "A third of the addresses bounced"), ("figure:revenue", 1, "")],
    ),
    (
        "Hotels of the coast",
        Decision::Continue,
        "More than planned, for less.",
        "Letters before Easter, calls after it.",
        &[],
    ),
    ("Second call, open offers", Decision::Continue, "The cheapest revenue of the year.", "", &[]),
];

/// # Errors
/// What the use case answers.
pub async fn fill(demo: &Demo<'_>) -> Result<()> {
    let actor = demo.manager(demo.day);
    let causes: Vec<i64> =
        sql::column(&demo.db.read, "SELECT id FROM reason WHERE kind = 'deviation' ORDER BY position, id", params![])
            .await?;
    for (name, decision, reason, lessons, why) in CLOSED {
        let text = "SELECT id FROM campaign WHERE name = $1 AND status = 'finished'";
        let Some(campaign) = sql::maybe::<i64>(&demo.db.read, text, params![name]).await? else { continue };
        let known = closings::view(demo.db, &actor, campaign).await?;
        let is_known = |subject: &str| known.rows.iter().any(|row| row.subject.code() == subject);
        let cause = |(subject, cause, note): &(&str, usize, &str)| CauseDraft {
            subject: (*subject).into(),
            cause: causes.get(*cause).copied(),
            note: (*note).into(),
        };
        let draft = ClosingDraft {
            campaign,
            version: 0,
            decision: Some(decision),
            reason: reason.into(),
            lessons: lessons.into(),
            learn: decision != Decision::Stop,
            causes: why.iter().filter(|(subject, ..)| is_known(subject)).map(cause).collect(),
        };
        closings::save(demo.db, &actor, "", &draft).await?;
    }
    Ok(())
}
