//! What funnels count: that a person entered a stage, once, on a day. Written in the transaction of what happened.

use crate::{Act, Actor, Db, Error, Result, begin, params, sql};
use chrono::NaiveDate;
use domain::{fault::Fault, rights::UseCase};
use sea_orm::ConnectionTrait;

/// Notes that the person entered what `fact` stands for; the first day stays. Whoever enters anything is in the funnel
/// again.
pub(crate) async fn enter(
    db: &impl ConnectionTrait,
    campaign: i64,
    person: i64,
    fact: &str,
    day: NaiveDate,
) -> Result<()> {
    sql::execute(
        db,
        "INSERT INTO funnel_entry (campaign_id, person_id, fact, day) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        params![campaign, person, fact, day],
    )
    .await?;
    reopen(db, campaign, person).await
}

/// Notes that the person left the funnel without success.
pub(crate) async fn fail(db: &impl ConnectionTrait, campaign: i64, person: i64) -> Result<()> {
    sql::execute(
        db,
        "INSERT INTO funnel_failure (campaign_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        params![campaign, person],
    )
    .await?;
    Ok(())
}

/// Takes a failure back.
pub(crate) async fn reopen(db: &impl ConnectionTrait, campaign: i64, person: i64) -> Result<()> {
    sql::execute(db, "DELETE FROM funnel_failure WHERE campaign_id = $1 AND person_id = $2", params![campaign, person])
        .await?;
    Ok(())
}

/// Takes an entry back, for an outcome that is reopened.
pub(crate) async fn leave(db: &impl ConnectionTrait, campaign: i64, person: i64, fact: &str) -> Result<()> {
    sql::execute(
        db,
        "DELETE FROM funnel_entry WHERE campaign_id = $1 AND person_id = $2 AND fact = $3",
        params![campaign, person, fact],
    )
    .await?;
    Ok(())
}

/// Facts that follow from work and sales; a person cannot enter them by a click.
const DERIVED: [&str; 6] = ["contacted", "responded", "lead", "converted", "opportunity", "won"];

/// Notes that people entered a stage of the campaign's kind, such as "registered".
///
/// # Errors
/// `Denied`, `NotFound`; `Invalid` at `stage` for one that the kind lacks or that follows from work.
pub async fn record_stage(
    db: &Db,
    actor: &Actor,
    request: &str,
    campaign: i64,
    fact: &str,
    people: &[i64],
) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::StageRecord, request);
    let record = super::record(&act.tx, campaign).await?;
    let known: Option<i64> = sql::maybe(
        &act.tx,
        "SELECT id FROM funnel_stage WHERE kind_id = $1 AND fact = $2",
        params![record.kind_id, fact],
    )
    .await?;
    if known.is_none() || DERIVED.contains(&fact) || people.len() > 1000 {
        return Err(Error::invalid("stage", Fault::Unknown));
    }
    for person in people {
        let here: Option<i64> =
            sql::maybe(&act.tx, "SELECT id FROM live_person WHERE id = $1", params![*person]).await?;
        here.ok_or(Error::NotFound)?;
        enter(&act.tx, campaign, *person, fact, actor.today).await?;
    }
    let count = i64::try_from(people.len()).unwrap_or(0);
    act.finish(count, "campaign", Some(campaign), fact).await
}
