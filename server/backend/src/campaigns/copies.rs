//! Copies of campaigns, templates among them: plan, activities, tasks, links and cost lines with their days moved; results
//! never.

use super::audience;
use crate::{
    Act, Actor, Db, Error, Result, act, approvals, begin,
    budgets::Reason,
    costs::{self, Write},
    params, sql, workspace,
};
use chrono::NaiveDate;
use domain::{
    activity::{PREFERS_NONE, Reach},
    calendar::{DateOrder, parse_day},
    campaign::{CopyDraft, Status},
    copying::Shift,
    fault::{Fault, Faults, text},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use texts::Texts;

/// Copies a campaign; gives the copy, a draft.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `name` or `first_day`.
pub async fn copy(db: &Db, actor: &Actor, request: &str, draft: &CopyDraft) -> Result<i64> {
    actor.may(UseCase::CampaignCopy)?;
    let workspace = workspace::existing(&db.read).await?;
    let week = workspace.working_days;
    let mut faults = Faults::default();
    let name = faults.take("name", text(&draft.name, 120));
    let to = if draft.first_day.trim().is_empty() {
        if draft.template { Some(None) } else { faults.take("first_day", Err(Fault::Required)) }
    } else {
        faults.take("first_day", parse_day(&draft.first_day, DateOrder::YearMonthDay)).map(Some)
    };
    let (Some(name), Some(to)) = (name, to) else { return Err(Error::Invalid(faults.into_vec())) };
    let act: Act = begin!(db, actor, UseCase::CampaignCopy, request);
    let record = super::record(&act.tx, draft.id).await?;
    let activities = audience::all(&act.tx, draft.id).await?;
    let from = record.first_day.into_iter().chain(activities.iter().filter_map(|a| a.first_day)).min();
    let shift = from.zip(to).map(|(from, to)| Shift::new(from, to, week));
    let moved = |day: Option<NaiveDate>| day.map(|day| shift.map_or(day, |shift| shift.day(day)));
    let id = super::plan::create(&act.tx, actor, &name, record.quick).await?;
    let (first, last) = (moved(record.first_day), moved(record.last_day));
    sql::execute(
        &act.tx,
        "UPDATE campaign SET goal = $2, kind_id = $3, line_id = $4, first_day = $5, last_day = $6, sort_day = COALESCE($5, sort_day), template = $7 WHERE id = $1",
        params![id, record.goal.as_str(), record.kind_id, record.line_id, first, last, draft.template],
    )
    .await?;
    let text = "INSERT INTO target (campaign_id, figure, value) SELECT CAST($2 AS BIGINT), figure, value FROM target WHERE campaign_id = $1";
    sql::execute(&act.tx, text, params![draft.id, id]).await?;
    let text = "INSERT INTO campaign_link (campaign_id, kind, name, url, other_id) SELECT CAST($2 AS BIGINT), kind, name, url, other_id FROM campaign_link WHERE campaign_id = $1";
    sql::execute(&act.tx, text, params![draft.id, id]).await?;
    let mut copies = HashMap::new();
    for activity in &activities {
        let days = (moved(activity.first_day), moved(activity.last_day));
        let name = if record.quick { name.as_str() } else { activity.name.as_str() };
        copies.insert(activity.activity, copy_activity(&act.tx, activity.activity, id, name, days).await?);
    }
    for (activity, copied) in activities.iter().filter_map(|a| Some((a, copies.get(&a.activity)?))) {
        let Some(before) = activity.after.and_then(|(before, ..)| copies.get(&before)) else { continue };
        let text = "UPDATE activity SET after_id = $2 WHERE id = $1";
        sql::execute(&act.tx, text, params![*copied, *before]).await?;
    }
    let copy = super::record(&act.tx, id).await?;
    let write = Write { actor, workspace: &workspace, record: &copy, reason: Reason::None };
    let activity = |id: Option<i64>| id.and_then(|id| copies.get(&id).copied());
    costs::copy(&act.tx, &write, ("campaign_id", draft.id), activity, |day| moved(Some(day)).unwrap_or(day)).await?;
    copy_tasks(&act.tx, draft.id, id, &moved).await?;
    act.finish(id, "campaign", Some(id), &format!("copy of {}", record.code)).await
}

/// Copies an activity within its campaign, with its lists, people, targets and cost lines; gives the copy, a draft.
///
/// # Errors
/// `Denied`, `NotFound`; `State` in a quick campaign, which has one activity, and once the campaign is over.
pub async fn duplicate(db: &Db, actor: &Actor, request: &str, activity: i64) -> Result<i64> {
    let workspace = workspace::existing(&db.read).await?;
    let act: Act = begin!(db, actor, UseCase::ActivityCopy, request);
    let stored = audience::stored(&act.tx, activity).await?;
    let record = super::record(&act.tx, stored.campaign).await?;
    if record.quick || !matches!(record.status()?, Status::Draft | Status::Running) {
        return Err(Error::State("a quick campaign has one activity"));
    }
    approvals::still(&act.tx, record.id).await?;
    let text = "SELECT name FROM activity WHERE campaign_id = $1";
    let taken: Vec<String> = sql::column(&act.tx, text, params![record.id]).await?;
    let base = stored.name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let name = (2..).map(|n| format!("{base} {n}")).find(|name| !taken.contains(name)).unwrap_or_default();
    let days = (stored.first_day, stored.last_day);
    let id = copy_activity(&act.tx, activity, record.id, &name, days).await?;
    let text = "UPDATE activity SET after_id = (SELECT after_id FROM activity WHERE id = $2) WHERE id = $1";
    sql::execute(&act.tx, text, params![id, activity]).await?;
    let write = Write { actor, workspace: &workspace, record: &record, reason: Reason::None };
    costs::copy(&act.tx, &write, ("activity_id", activity), |_| Some(id), |day| day).await?;
    let text = "UPDATE campaign SET version = version + 1 WHERE id = $1";
    sql::execute(&act.tx, text, params![record.id]).await?;
    act.finish(id, "activity", Some(id), &name).await
}

/// Parts an activity by the channels that its people prefer: an activity for each that somebody prefers and can be reached
/// by, and the rest stays. Gives the campaign.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `State` once it is launched, where it is parted already, where it follows another or is
/// followed, and where nobody prefers another channel.
pub async fn split(db: &Db, actor: &Actor, request: &str, activity: i64, version: i64) -> Result<i64> {
    actor.may(UseCase::ActivitySplit)?;
    let stored = audience::stored(&db.read, activity).await?;
    // Who is on the lists of millions is counted before the one writer is held; the version below makes sure that it is so.
    let others: Vec<Reach> = audience::preferred(&db.read, &stored).await?;
    let others: Vec<Reach> = others.into_iter().filter(|reach| stored.kind.reach() != Some(*reach)).collect();
    let texts = Texts::of(workspace::existing(&db.read).await?.language);
    let act: Act = begin!(db, actor, UseCase::ActivitySplit, request);
    act::claim_version(&act.tx, "activity", activity, version).await?;
    if stored.prefers != 0 {
        return Err(Error::State("parted by channel already"));
    }
    if stored.after.is_some() {
        return Err(Error::State("a follow up is not parted"));
    }
    let followed = "SELECT COUNT(*) FROM activity WHERE after_id = $1";
    if sql::scalar::<i64>(&act.tx, followed, params![activity]).await? > 0 {
        return Err(Error::State("something follows it"));
    }
    if others.is_empty() {
        return Err(Error::State("nobody prefers another channel"));
    }
    let record = super::record(&act.tx, stored.campaign).await?;
    if audience::stored(&act.tx, activity).await?.state != Status::Draft {
        return Err(Error::State("launched already"));
    }
    approvals::still(&act.tx, record.id).await?;
    let days = (stored.first_day, stored.last_day);
    let mut rest = Reach::ALL.into_iter().map(Reach::bit).sum::<i64>() | PREFERS_NONE;
    for reach in others {
        let kind = reach.kind();
        let name = format!("{}: {}", stored.name, texts.code("activity", kind.as_str()));
        let id = copy_activity(&act.tx, activity, record.id, &name, days).await?;
        let text = "UPDATE activity SET kind = $2, prefers = $3, after_id = NULL WHERE id = $1";
        sql::execute(&act.tx, text, params![id, kind.as_str(), reach.bit()]).await?;
        // What was promised was promised once.
        sql::execute(&act.tx, "DELETE FROM activity_target WHERE activity_id = $1", params![id]).await?;
        rest &= !reach.bit();
    }
    sql::execute(&act.tx, "UPDATE activity SET prefers = $2 WHERE id = $1", params![activity, rest]).await?;
    let text = "UPDATE campaign SET quick = FALSE, version = version + 1 WHERE id = $1";
    sql::execute(&act.tx, text, params![record.id]).await?;
    act.finish(record.id, "activity", Some(activity), &stored.name).await
}

/// Copies one activity into a campaign, without its cost lines and without what it follows.
async fn copy_activity(
    db: &impl ConnectionTrait,
    from: i64,
    campaign: i64,
    name: &str,
    (first, last): (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<i64> {
    let id: i64 = sql::scalar(
        db,
        "INSERT INTO activity (campaign_id, kind, name, subject, script, first_day, last_day, minutes, skip_days, needs_consent, owner_id, priority, sharing, expected_bp, roles, prefers, one_each, rule, after_days, after_answer)
         SELECT CAST($2 AS BIGINT), kind, $3, subject, script, $4, $5, minutes, skip_days, needs_consent, owner_id, priority, sharing, expected_bp, roles, prefers, one_each, rule, after_days, after_answer
         FROM activity WHERE id = $1 RETURNING id",
        params![from, campaign, name, first, last],
    )
    .await?;
    for (table, columns) in [
        ("activity_list", "list_id, position"),
        ("activity_seller", "user_id, position, share"),
        ("activity_target", "figure, value"),
    ] {
        let text = format!(
            "INSERT INTO {table} (activity_id, {columns}) SELECT CAST($2 AS BIGINT), {columns} FROM {table} WHERE activity_id = $1"
        );
        sql::execute(db, &text, params![from, id]).await?;
    }
    Ok(id)
}

async fn copy_tasks(
    db: &impl ConnectionTrait,
    from: i64,
    to: i64,
    moved: &impl Fn(Option<NaiveDate>) -> Option<NaiveDate>,
) -> Result<()> {
    type Task = (i64, String, bool, i64, Option<NaiveDate>, NaiveDate, i64, Option<i64>, String);
    let text = "SELECT id, title, milestone, owner_id, start_day, due_day, minutes, after_id, note FROM task WHERE campaign_id = $1 ORDER BY id";
    let tasks: Vec<Task> = sql::tuples(db, text, params![from]).await?;
    let mut copies: HashMap<i64, i64> = HashMap::new();
    for (id, title, milestone, owner, start, due, minutes, _, note) in &tasks {
        let copied: i64 = sql::scalar(
            db,
            "INSERT INTO task (campaign_id, title, milestone, owner_id, start_day, due_day, minutes, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            params![to, title.as_str(), *milestone, *owner, moved(*start), moved(Some(*due)).unwrap_or(*due), *minutes, note.as_str()],
        )
        .await?;
        copies.insert(*id, copied);
    }
    for (id, .., after, _) in &tasks {
        if let (Some(copied), Some(before)) = (copies.get(id), after.and_then(|after| copies.get(&after))) {
            sql::execute(db, "UPDATE task SET after_id = $2 WHERE id = $1", params![*copied, *before]).await?;
        }
    }
    Ok(())
}
