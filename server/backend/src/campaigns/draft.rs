//! An activity while it is planned: who, what, when and by whom, at what cost, with what promise. A quick campaign is made
//! of one, and takes its name, days and targets from it.

use super::{audience, sides};
use crate::{
    Act, Actor, Db, Error, Result, act, approvals, begin,
    budgets::Reason,
    costs::{self, Write},
    fold::fold,
    params,
    people::rules,
    sql, workspace,
};
use domain::{
    campaign::{Draft, DraftInput, Drafted, Status},
    decimal::DecimalMark,
    fault::Fault,
    metrics::{Figure, Plan},
    rights::UseCase,
    workspace::Workspace,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// Saves an activity, and makes a quick campaign of it where none is named. Every step of the wizard does, so nothing
/// typed is lost.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`; `State` once it is launched.
pub async fn save_draft(
    db: &Db,
    actor: &Actor,
    request: &str,
    input: &DraftInput,
    mark: DecimalMark,
) -> Result<Drafted> {
    actor.may(UseCase::DraftSave)?;
    let workspace = workspace::existing(&db.read).await?;
    let draft = input.read(workspace.currency, mark).map_err(Error::Invalid)?;
    if let Some(rule) = &input.rule {
        rules::check_for(&db.read, actor, rule).await?;
    }
    let act: Act = begin!(db, actor, UseCase::DraftSave, request);
    let saved = store_draft(&act.tx, actor, &workspace, input, &draft).await?;
    act.finish(saved, "activity", Some(saved.activity), &draft.name).await
}

/// Stores an activity that was read, in the transaction of whoever asks.
pub(crate) async fn store_draft(
    db: &DatabaseTransaction,
    actor: &Actor,
    workspace: &Workspace,
    input: &DraftInput,
    draft: &Draft,
) -> Result<Drafted> {
    let id = match input.id {
        Some(id) => id,
        None => super::plan::create(db, actor, &draft.name, true).await?,
    };
    let record = super::record(db, id).await?;
    if !matches!(record.status()?, Status::Draft | Status::Running)
        || (record.quick && record.status()? != Status::Draft)
    {
        return Err(Error::State("launched already"));
    }
    approvals::still(db, id).await?;
    let activity = match input.activity {
        Some(activity) => {
            let stored = audience::stored(db, activity).await?;
            if stored.campaign != id {
                return Err(Error::NotFound);
            }
            if stored.state != Status::Draft {
                return Err(Error::State("launched already"));
            }
            if stored.version != input.version {
                let now = sides::differing(db, input, draft, &stored).await?;
                // Where both sides say the same there is nothing to decide.
                if !now.is_empty() {
                    return Err(Error::Conflict { version: stored.version, now });
                }
            }
            act::claim_version(db, "activity", activity, stored.version).await?;
            activity
        }
        None if record.quick && audience::first(db, id).await.is_ok() => {
            return Err(Error::State("a quick campaign has one activity"));
        }
        None => {
            let text = "INSERT INTO activity (campaign_id, kind) VALUES ($1, 'call') RETURNING id";
            sql::scalar(db, text, params![id]).await?
        }
    };
    check_after(db, id, activity, draft).await?;
    write_activity(db, activity, input, draft).await?;
    replace_parts(db, activity, input, draft).await?;
    let write = Write { actor, workspace, record: &record, reason: Reason::Unasked };
    costs::follow_form(db, &write, activity, draft.first_day, &draft.costs).await?;
    if record.quick {
        follow_activity(db, id, draft).await?;
    }
    // Whoever launches has seen every activity as it is now.
    let version: i64 = if input.id.is_some() {
        let text = "UPDATE campaign SET version = version + 1 WHERE id = $1 RETURNING version";
        sql::scalar(db, text, params![id]).await?
    } else {
        record.version
    };
    let activity_version = sql::scalar(db, "SELECT version FROM activity WHERE id = $1", params![activity]).await?;
    Ok(Drafted { id, version, activity, activity_version })
}

/// A follow-up follows an activity of its own campaign, and no circle is closed.
async fn check_after(db: &impl ConnectionTrait, campaign: i64, activity: i64, draft: &Draft) -> Result<()> {
    let mut next = draft.after.map(|(before, ..)| before);
    while let Some(before) = next {
        if before == activity {
            return Err(Error::invalid("after", Fault::Circular));
        }
        let text = "SELECT after_id FROM activity WHERE id = $1 AND campaign_id = $2";
        let known: Option<Option<i64>> = sql::maybe(db, text, params![before, campaign]).await?;
        next = known.ok_or_else(|| Error::invalid("after", Fault::Unknown))?;
    }
    Ok(())
}

async fn write_activity(db: &impl ConnectionTrait, id: i64, input: &DraftInput, draft: &Draft) -> Result<()> {
    if let Some(owner) = input.owner {
        known_user(db, owner, "owner").await?;
    }
    // A rule without a condition is everybody; beside lists it is one that was left empty.
    let rule = input.rule.as_ref().filter(|rule| !rule.is_empty() || input.lists.is_empty());
    let rule = rule.map(serde_json::to_string).transpose()?;
    sql::execute(
        db,
        "UPDATE activity SET name = $2, kind = $3, subject = $4, script = $5, first_day = $6, last_day = $7, minutes = $8, skip_days = $9, needs_consent = $10,
         owner_id = $11, priority = $12, sharing = $13, expected_bp = $14, roles = $15, rule = $16, after_id = $17, after_days = $18, after_answer = $19, prefers = $20, one_each = $21 WHERE id = $1",
        params![
            id,
            draft.name.as_str(),
            draft.kind.as_str(),
            draft.subject.as_str(),
            draft.script.as_str(),
            draft.first_day,
            draft.last_day,
            draft.minutes,
            draft.skip_days,
            input.needs_consent,
            input.owner,
            input.priority.code(),
            input.sharing.as_str(),
            draft.expected_bp,
            draft.roles,
            rule,
            draft.after.map(|(before, ..)| before),
            draft.after.map_or(0, |(_, days, _)| days),
            draft.after.map_or_else(Default::default, |(.., answer)| answer).as_str(),
            draft.prefers,
            input.one_each,
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn known_user(db: &impl ConnectionTrait, user: i64, field: &str) -> Result<()> {
    let known: Option<i64> = sql::maybe(db, "SELECT id FROM app_user WHERE id = $1 AND active", params![user]).await?;
    known.map(|_| ()).ok_or_else(|| Error::invalid(field, Fault::Unknown))
}

async fn replace_parts(db: &impl ConnectionTrait, activity: i64, input: &DraftInput, draft: &Draft) -> Result<()> {
    for table in ["activity_list", "activity_seller", "activity_target"] {
        sql::execute(db, &format!("DELETE FROM {table} WHERE activity_id = $1"), params![activity]).await?;
    }
    for (position, list) in (0_i64..).zip(&input.lists) {
        let known: Option<i64> = sql::maybe(db, "SELECT id FROM people_list WHERE id = $1", params![*list]).await?;
        known.ok_or_else(|| Error::invalid("lists", Fault::Unknown))?;
        let text =
            "INSERT INTO activity_list (activity_id, list_id, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        sql::execute(db, text, params![activity, *list, position]).await?;
    }
    for ((position, user), share) in (0_i64..).zip(&input.sellers).zip(&draft.shares) {
        known_user(db, *user, "sellers").await?;
        let text = "INSERT INTO activity_seller (activity_id, user_id, position, share) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        sql::execute(db, text, params![activity, *user, position, *share]).await?;
    }
    for (figure, value) in &draft.targets {
        let text = "INSERT INTO activity_target (activity_id, figure, value) VALUES ($1, $2, $3) ON CONFLICT (activity_id, figure) DO UPDATE SET value = excluded.value";
        sql::execute(db, text, params![activity, figure.as_str(), *value]).await?;
    }
    Ok(())
}

/// A quick campaign is its activity: the same name, days and promise.
async fn follow_activity(db: &impl ConnectionTrait, campaign: i64, draft: &Draft) -> Result<()> {
    sql::execute(
        db,
        "UPDATE campaign SET name = $2, search_text = $5 || ' ' || LOWER(code), first_day = $3, last_day = $4, sort_day = COALESCE($3, sort_day) WHERE id = $1",
        params![campaign, draft.name.as_str(), draft.first_day, draft.last_day, fold(&draft.name)],
    )
    .await?;
    super::plan::replace_targets(db, campaign, &draft.targets).await
}

/// Deletes a draft of a campaign.
///
/// # Errors
/// `Denied`, `Conflict`; `State` once it was launched.
pub async fn delete_draft(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::DraftDelete, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    let record = super::record(&act.tx, id).await?;
    let launched: i64 =
        sql::scalar(&act.tx, "SELECT COUNT(*) FROM baseline WHERE campaign_id = $1", params![id]).await?;
    if record.status()? != Status::Draft || launched > 0 {
        return Err(Error::State("launched already"));
    }
    approvals::unplanned(&act.tx, id).await?;
    costs::bound(&act.tx, "campaign_id", id).await?;
    costs::unshared(&act.tx, id).await?;
    sql::execute(&act.tx, "UPDATE activity SET after_id = NULL WHERE campaign_id = $1", params![id]).await?;
    sql::execute(&act.tx, "DELETE FROM campaign WHERE id = $1", params![id]).await?;
    act.finish((), "campaign", Some(id), &record.name).await
}

/// Deletes an activity that was not launched; what followed it stands alone.
///
/// # Errors
/// `Denied`, `Conflict`; `State` once it was launched, or where it is all of a quick campaign.
pub async fn delete_activity(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::ActivityDelete, request);
    act::claim_version(&act.tx, "activity", id, version).await?;
    let stored = audience::stored(&act.tx, id).await?;
    let record = super::record(&act.tx, stored.campaign).await?;
    if record.quick {
        return Err(Error::State("a quick campaign has one activity"));
    }
    if stored.state != Status::Draft {
        return Err(Error::State("launched already"));
    }
    costs::bound(&act.tx, "activity_id", id).await?;
    approvals::still(&act.tx, stored.campaign).await?;
    let text = "UPDATE activity SET after_id = NULL, version = version + 1 WHERE after_id = $1";
    sql::execute(&act.tx, text, params![id]).await?;
    sql::execute(&act.tx, "DELETE FROM activity WHERE id = $1", params![id]).await?;
    sql::execute(&act.tx, "UPDATE campaign SET version = version + 1 WHERE id = $1", params![stored.campaign]).await?;
    act.finish((), "activity", Some(id), &stored.name).await
}

/// The plan of a draft.
pub(crate) async fn plan(db: &impl ConnectionTrait, campaign: i64) -> Result<Plan> {
    let cost = costs::planned(db, campaign).await?;
    let text = format!("SELECT figure, value FROM ({}) t WHERE t.campaign_id = $1", targets());
    let targets: Vec<(String, i64)> = sql::tuples(db, &text, params![campaign]).await?;
    Ok(Plan { cost, targets: read_targets(targets) })
}

/// The targets of all campaigns, `(campaign_id, figure, value)`: a campaign's own, and where it has none the sum over its
/// activities of what adds up; what a single activity promises is what its campaign does.
pub(crate) fn targets() -> String {
    let summed = Figure::SUMMED.map(|figure| format!("'{}'", figure.as_str())).join(", ");
    format!(
        "SELECT campaign_id, figure, value FROM target UNION ALL
         SELECT a.campaign_id, t.figure, CAST(SUM(t.value) AS BIGINT) FROM activity_target t JOIN activity a ON a.id = t.activity_id
         WHERE (t.figure IN ({summed}) OR NOT EXISTS (SELECT 1 FROM activity o WHERE o.campaign_id = a.campaign_id AND o.id <> a.id)) AND NOT EXISTS (SELECT 1 FROM target x WHERE x.campaign_id = a.campaign_id AND x.figure = t.figure)
         GROUP BY a.campaign_id, t.figure"
    )
}

/// The targets that were set for the campaign itself.
pub(super) async fn own_targets(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<(Figure, i64)>> {
    let text = "SELECT figure, value FROM target WHERE campaign_id = $1";
    Ok(read_targets(sql::tuples(db, text, params![campaign]).await?))
}

pub(crate) fn read_targets(stored: Vec<(String, i64)>) -> Vec<(Figure, i64)> {
    let found: Vec<(Figure, i64)> =
        stored.into_iter().filter_map(|(figure, value)| Some((Figure::parse(&figure)?, value))).collect();
    Figure::TARGETS.into_iter().filter_map(|figure| found.iter().find(|(f, _)| *f == figure).copied()).collect()
}
