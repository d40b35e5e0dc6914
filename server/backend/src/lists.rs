//! Lists of people: static, dynamic, suppression.

mod page;

pub use page::{addresses, change, copy, member, view};

use crate::{
    Act, Actor, Db, Error, Result, act, begin, fold::fold, jobs, jobs::Job, params, people::rules, sql, sql::Params,
};
use domain::{
    fault::{Fault, text},
    list::{ListDraft, ListKind, ListRow},
    rights::UseCase,
    rule::Rule,
};
use sea_orm::ConnectionTrait;

/// People put on a list in one transaction.
const CHUNK: i64 = 5000;
const LISTS_MAX: i64 = 300;

/// All lists by name, for rules to choose from.
pub(crate) async fn names(db: &impl ConnectionTrait) -> Result<Vec<(i64, String)>> {
    let text = format!("SELECT id, name FROM people_list ORDER BY name_norm LIMIT {LISTS_MAX}");
    sql::tuples(db, &text, params![]).await
}

/// All lists with their exact numbers of people. A dynamic list is counted by its rule, so this is asked for only where
/// the numbers are shown.
///
/// # Errors
/// `Denied`.
pub async fn index(db: &Db, actor: &Actor) -> Result<Vec<ListRow>> {
    actor.may(UseCase::ListIndex)?;
    let db = &db.snapshot().await?;
    type Row = (i64, i64, String, String, Option<String>, bool, i64);
    let text = format!(
        "SELECT l.id, l.version, l.name, l.kind, l.rule, l.locked, CASE WHEN l.kind = 'dynamic' THEN 0 ELSE
            (SELECT COUNT(*) FROM list_member m JOIN live_person p ON p.id = m.person_id WHERE m.list_id = l.id) END
         FROM people_list l ORDER BY l.name_norm LIMIT {LISTS_MAX}"
    );
    let found: Vec<Row> = sql::tuples(db, &text, params![]).await?;
    let mut rows = Vec::with_capacity(found.len());
    for (id, version, name, kind, rule, locked, members) in found {
        let kind = ListKind::parse(&kind).unwrap_or(ListKind::Static);
        let rule: Option<Rule> = rule.map(|json| serde_json::from_str(&json)).transpose()?;
        let people = match (kind, &rule) {
            (ListKind::Dynamic, Some(rule)) => match count(db, rule).await {
                // A rule that refers to something gone passes nobody; the list stays, so that it can be deleted.
                Err(Error::Invalid(_)) => 0,
                counted => counted?,
            },
            _ => members,
        };
        let filling = jobs::progress(db, id, &[jobs::Kind::ListFill]).await?;
        rows.push(ListRow { id, version, name, kind, rule, people, locked, filling });
    }
    Ok(rows)
}

async fn count(db: &impl ConnectionTrait, rule: &Rule) -> Result<i64> {
    let checked = rules::check(db, rule).await?;
    let mut params = Params::default();
    let condition = checked.condition(&mut params);
    sql::scalar(db, &format!("SELECT COUNT(*) FROM live_person p WHERE {condition}"), params.0).await
}

/// Saves the people that pass a rule under a name. A dynamic list keeps the rule; the others take the people who pass
/// now: a few thousand at once, more in the background.
///
/// # Errors
/// `Denied`, `Invalid` at `name` or `rule`.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &ListDraft) -> Result<i64> {
    actor.may(UseCase::ListSave)?;
    let name = text(&draft.name, 120).map_err(|fault| Error::invalid("name", fault))?;
    match &draft.rule {
        Some(rule) => drop(rules::check_for(&db.read, actor, rule).await?),
        None if draft.kind == ListKind::Dynamic => return Err(Error::invalid("rule", Fault::Required)),
        None => {}
    }
    let act: Act = begin!(db, actor, UseCase::ListSave, request);
    let id = make(&act, &name, draft.kind, draft.rule.as_ref()).await?;
    act.finish(id, "list", Some(id), draft.kind.as_str()).await
}

/// Makes a list with its people.
async fn make(act: &Act<'_>, name: &str, kind: ListKind, rule: Option<&Rule>) -> Result<i64> {
    let taken: Option<i64> =
        sql::maybe(&act.tx, "SELECT id FROM people_list WHERE name_norm = $1", params![fold(name)]).await?;
    if taken.is_some() {
        return Err(Error::invalid("name", Fault::AlreadyUsed));
    }
    let id: i64 = sql::scalar(
        &act.tx,
        "INSERT INTO people_list (name, name_norm, kind, rule, owner_id) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        params![name, fold(name), kind.as_str(), rule.map(serde_json::to_string).transpose()?, act.actor.user_id],
    )
    .await?;
    if let Some(rule) = rule.filter(|_| kind != ListKind::Dynamic)
        && fill(&act.tx, id, rule, 0).await?.is_some()
    {
        // The people are put on it from the start again, so that the job alone decides who is.
        sql::execute(&act.tx, "DELETE FROM list_member WHERE list_id = $1", params![id]).await?;
        jobs::enqueue(&act.tx, act.actor, jobs::Kind::ListFill, id).await?;
    }
    Ok(id)
}

/// Puts the next people on a list; gives the last of them when there may be more.
async fn fill(db: &impl ConnectionTrait, list: i64, rule: &Rule, after: i64) -> Result<Option<i64>> {
    let checked = rules::check(db, rule).await?;
    let mut params = Params::default();
    let condition = checked.condition(&mut params);
    let text = format!(
        "SELECT p.id FROM live_person p WHERE ({condition}) AND p.id > {} ORDER BY p.id LIMIT {CHUNK}",
        params.add(after)
    );
    let people: Vec<i64> = sql::column(db, &text, params.0).await?;
    let values = people.iter().flat_map(|person| params![list, *person]).collect();
    sql::insert_many(db, "INSERT INTO list_member (list_id, person_id)", 2, values, "ON CONFLICT DO NOTHING").await?;
    let full = i64::try_from(people.len()).unwrap_or(0) == CHUNK;
    Ok(if full { people.last().copied() } else { None })
}

/// Runs the filling of a long list from where it stands.
///
/// # Errors
/// What the database answers.
pub async fn run_fill(db: &Db, job: &Job) -> Result<()> {
    let json: Option<String> =
        sql::maybe(&db.read, "SELECT rule FROM people_list WHERE id = $1", params![job.subject]).await?.flatten();
    let Some(json) = json else { return Err(Error::NotFound) };
    let rule: Rule = serde_json::from_str(&json)?;
    let total = count(&db.read, &rule).await?;
    let mut after: i64 = job.cursor.parse().unwrap_or(0);
    let mut done = 0;
    loop {
        let tx = db.begin().await?;
        let next = fill(&tx, job.subject, &rule, after).await?;
        done += CHUNK;
        jobs::advance(&tx, job, &next.unwrap_or(after).to_string(), done.min(total), total).await?;
        let Some(last) = next else {
            jobs::finish(&tx, job, UseCase::ListSave, "list", &format!("{total} people")).await?;
            tx.commit().await?;
            return Ok(());
        };
        after = last;
        tx.commit().await?;
    }
}

/// Whether a list is still being filled; it cannot be a source until then.
pub(crate) async fn is_filling(db: &impl ConnectionTrait, lists: &[i64]) -> Result<bool> {
    for list in lists {
        if jobs::progress(db, *list, &[jobs::Kind::ListFill]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Deletes a list that no campaign was aimed with.
///
/// # Errors
/// `Denied`, `Conflict`; `State` while a campaign refers to it.
pub async fn delete(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::ListDelete, request);
    page::unlocked(&act.tx, id).await?;
    act::claim_version(&act.tx, "people_list", id, version).await?;
    let used: i64 = sql::scalar(&act.tx, "SELECT COUNT(*) FROM activity_list WHERE list_id = $1", params![id]).await?;
    if used > 0 {
        return Err(Error::State("a campaign uses the list"));
    }
    let named = format!("%\"field\":\"list\",\"op\":\"is\",\"value\":\"{id}\"%");
    // A list that is being filled reads its rule until it is full.
    let text = "SELECT (SELECT COUNT(*) FROM people_list l WHERE l.rule LIKE $1 AND (l.kind = 'dynamic'
            OR EXISTS (SELECT 1 FROM job j WHERE j.kind = 'list_fill' AND j.subject_id = l.id AND j.state IN ('queued', 'running'))))
        + (SELECT COUNT(*) FROM activity WHERE state = 'draft' AND rule LIKE $1) + (SELECT COUNT(*) FROM lead_rule WHERE rule LIKE $1)";
    if sql::scalar::<i64>(&act.tx, text, params![named]).await? > 0 {
        return Err(Error::State("a rule uses the list"));
    }
    jobs::stop(&act.tx, jobs::Kind::ListFill, id).await?;
    sql::execute(&act.tx, "DELETE FROM people_list WHERE id = $1", params![id]).await?;
    act.finish((), "list", Some(id), "").await
}
