//! Rules of leads at work: the score of a lead, and whose it becomes.

use crate::{
    Actor, Db, Error, Result, campaigns, jobs,
    jobs::{Job, Kind},
    params,
    people::rules::{Checked, Known},
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    lead_rule::{LeadRuleKind, LeadScore, Taker},
    rights::{Role, UseCase},
    rule::Rule,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Leads a transaction.
const CHUNK: i64 = 200;

/// A rule as it is stored.
#[derive(sea_orm::FromQueryResult)]
pub(super) struct Record {
    pub id: i64,
    pub version: i64,
    pub kind: String,
    pub name: String,
    rule: String,
    pub points: i64,
    to_customer: bool,
    user_id: Option<i64>,
    team_id: Option<i64>,
    pub taker_name: Option<String>,
    pub active: bool,
}

impl Record {
    pub fn rule(&self) -> Result<Rule> {
        Ok(serde_json::from_str(&self.rule)?)
    }

    pub fn taker(&self) -> Option<Taker> {
        let customer = self.to_customer.then_some(Taker::Customer);
        self.user_id.map(Taker::User).or(self.team_id.map(Taker::Team)).or(customer)
    }
}

/// Stored rules that satisfy `only`, in the order in which they are asked.
pub(super) async fn stored(db: &impl ConnectionTrait, only: &str) -> Result<Vec<Record>> {
    let text = format!(
        "SELECT r.id, r.version, r.kind, r.name, r.rule, r.points, r.to_customer, r.user_id, r.team_id, COALESCE(u.name, t.name) AS taker_name, r.active
         FROM lead_rule r LEFT JOIN app_user u ON u.id = r.user_id LEFT JOIN team t ON t.id = r.team_id WHERE {only} ORDER BY r.kind DESC, r.position, r.id"
    );
    sql::rows(db, &text, params![]).await
}

/// Each with its rule checked; nothing where what it asks for is gone.
pub(super) async fn checked(db: &impl ConnectionTrait, records: Vec<Record>) -> Result<Vec<(Record, Option<Checked>)>> {
    let rules = records.iter().map(Record::rule).collect::<Result<Vec<_>>>()?;
    let known = Known::of(db, &rules.iter().collect::<Vec<_>>()).await?;
    let mut found = Vec::new();
    for (record, rule) in records.into_iter().zip(&rules) {
        let checked = match known.check(rule) {
            Ok(checked) => Some(checked.of_lead()),
            Err(Error::Invalid(_)) => None,
            Err(error) => return Err(error),
        };
        found.push((record, checked));
    }
    Ok(found)
}

/// The rules of one kind that are to be asked.
async fn active(db: &impl ConnectionTrait, kind: LeadRuleKind) -> Result<Vec<(Record, Checked)>> {
    let records = stored(db, &format!("r.kind = '{}' AND r.active", kind.as_str())).await?;
    let checked = if records.is_empty() { Vec::new() } else { checked(db, records).await? };
    Ok(checked.into_iter().filter_map(|(record, checked)| Some((record, checked?))).collect())
}

/// Leads `l` with their people `p`.
pub(super) const OF_LEADS: &str = "lead l JOIN live_person p ON p.id = l.person_id";
pub(super) const OPEN: &str = "l.state IN ('new', 'working')";

/// What makes a score.
pub(super) struct Scores(Vec<(Record, Checked)>);

impl Scores {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        Ok(Self(active(db, LeadRuleKind::Score).await?))
    }

    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The score as an expression over `l` and `p`.
    fn sum(&self, params: &mut Params) -> String {
        let part = |(record, checked): &(Record, Checked)| {
            let holds = checked.condition(params);
            format!("CASE WHEN {holds} THEN {} ELSE 0 END", params.add(record.points))
        };
        let parts: Vec<String> = self.0.iter().map(part).collect();
        format!("CAST({} AS BIGINT)", if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") })
    }

    /// The scores of some leads as they are now.
    pub async fn of(&self, db: &impl ConnectionTrait, leads: &[i64]) -> Result<HashMap<i64, i64>> {
        if self.are_none() || leads.is_empty() {
            return Ok(HashMap::new());
        }
        let mut params = Params::default();
        let sum = self.sum(&mut params);
        let ids = sql::list(&mut params, leads.iter().copied());
        let text = format!("SELECT l.id, {sum} FROM {OF_LEADS} WHERE l.id IN ({ids})");
        Ok(sql::tuples::<(i64, i64)>(db, &text, params.0).await?.into_iter().collect())
    }

    /// Keeps the scores of some leads. Nobody edits a score, so it makes no form stale.
    async fn keep(&self, db: &impl ConnectionTrait, leads: &[i64]) -> Result<()> {
        let mut params = Params::default();
        let sum = self.sum(&mut params);
        let ids = sql::list(&mut params, leads.iter().copied());
        // Counted once for each, before it is known whether anything is to be written.
        let text = format!(
            "WITH s AS MATERIALIZED (SELECT l.id, l.score AS old, {sum} AS score FROM {OF_LEADS} WHERE l.id IN ({ids}))
             UPDATE lead SET score = s.score FROM s WHERE lead.id = s.id AND s.old <> s.score AND lead.score <> s.score"
        );
        sql::execute(db, &text, params.0).await?;
        Ok(())
    }

    /// The score of one lead with the rules that make it.
    pub async fn why(&self, db: &impl ConnectionTrait, lead: i64, given_by: String) -> Result<LeadScore> {
        let mut params = Params::default();
        let id = params.add(lead);
        let part = |(n, (_, checked)): (usize, &(Record, Checked))| {
            let holds = checked.condition(&mut params);
            format!("SELECT CAST({n} AS BIGINT) AS n FROM {OF_LEADS} WHERE l.id = {id} AND {holds}")
        };
        let text: Vec<String> = self.0.iter().enumerate().map(part).collect();
        let holds: Vec<i64> =
            if self.are_none() { Vec::new() } else { sql::column(db, &text.join(" UNION ALL "), params.0).await? };
        let found = holds.into_iter().filter_map(|n| self.0.get(usize::try_from(n).ok()?));
        let parts: Vec<(String, i64)> = found.map(|(record, _)| (record.name.clone(), record.points)).collect();
        Ok(LeadScore { total: parts.iter().map(|(_, points)| points).sum(), parts, given_by })
    }
}

/// New leads get their score, and those that are nobody's the owner that the rules name.
pub(crate) async fn welcome(db: &impl ConnectionTrait, leads: &[i64], today: NaiveDate) -> Result<()> {
    if leads.is_empty() {
        return Ok(());
    }
    let scores = Scores::load(db).await?;
    if !scores.are_none() {
        scores.keep(db, leads).await?;
    }
    give(db, leads, today, false).await?;
    Ok(())
}

/// What is known of a person has changed.
pub(crate) async fn score_person(db: &impl ConnectionTrait, person: i64) -> Result<()> {
    let scores = Scores::load(db).await?;
    if scores.are_none() {
        return Ok(());
    }
    let text = format!("SELECT l.id FROM lead l WHERE l.person_id = $1 AND {OPEN}");
    let leads: Vec<i64> = sql::column(db, &text, params![person]).await?;
    if leads.is_empty() { Ok(()) } else { scores.keep(db, &leads).await }
}

/// The condition on a user (`u`) who can take a lead on a day: who handed over the work of that day is passed over.
fn takes(today: &str) -> String {
    format!(
        "{} AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.from_id = u.id AND h.state <> 'failed' AND COALESCE(h.first_day, h.last_day) IS NOT NULL
            AND COALESCE(h.first_day, {today}) <= {today} AND COALESCE(h.last_day, {today}) >= {today})",
        campaigns::audience::WORKS
    )
}

/// Users who can take what a rule gives, in a lasting order.
async fn takers(db: &impl ConnectionTrait, taker: Taker, today: NaiveDate) -> Result<Vec<i64>> {
    let (column, id) = match taker {
        Taker::Customer => return Ok(Vec::new()),
        Taker::User(id) => ("u.id = $1", id),
        Taker::Team(id) => ("u.team_id = $1 AND EXISTS (SELECT 1 FROM team t WHERE t.id = u.team_id AND t.active)", id),
    };
    let text = format!("SELECT u.id FROM app_user u WHERE {column} AND {} ORDER BY u.id", takes("$2"));
    sql::column(db, &text, params![id, today]).await
}

/// Whether an owner can come of the rules that are to be asked today.
pub(super) async fn can_give(db: &impl ConnectionTrait, today: NaiveDate) -> Result<bool> {
    for (record, _) in active(db, LeadRuleKind::Owner).await? {
        if can_take(db, record.taker(), today).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether somebody can take today what the rule gives.
pub(super) async fn can_take(db: &impl ConnectionTrait, taker: Option<Taker>, today: NaiveDate) -> Result<bool> {
    match taker {
        None => Ok(false),
        Some(Taker::Customer) => Ok(true),
        Some(taker) => Ok(!takers(db, taker, today).await?.is_empty()),
    }
}

/// Gives those of `leads` that are nobody's to whom the first rule that holds names; says how many. `known` leads were seen
/// before, so that a form which shows one is stale.
async fn give(db: &impl ConnectionTrait, leads: &[i64], today: NaiveDate, known: bool) -> Result<i64> {
    let mut given = 0;
    for (record, checked) in active(db, LeadRuleKind::Owner).await? {
        let Some(taker) = record.taker() else { continue };
        let users = takers(db, taker, today).await?;
        if users.is_empty() && taker != Taker::Customer {
            continue;
        }
        let mut params = Params::default();
        let ids = sql::list(&mut params, leads.iter().copied());
        let holds = checked.condition(&mut params);
        let from = format!("{OF_LEADS} WHERE l.id IN ({ids}) AND l.owner_id IS NULL AND {OPEN} AND ({holds})");
        given += match taker {
            Taker::Customer => to_customer(db, &from, record.id, (today, known), params).await?,
            _ => {
                let found: Vec<i64> =
                    sql::column(db, &format!("SELECT l.id FROM {from} ORDER BY l.created_day, l.id"), params.0).await?;
                in_turn(db, record.id, &users, &found, known).await?
            }
        };
    }
    Ok(given)
}

/// What is still nobody's as it is written: somebody may have taken or decided it since it was read.
const FREE: &str = "lead.owner_id IS NULL AND lead.state IN ('new', 'working')";

fn seen(known: bool) -> &'static str {
    if known { ", version = version + 1" } else { "" }
}

async fn to_customer(
    db: &impl ConnectionTrait,
    from: &str,
    rule: i64,
    (today, known): (NaiveDate, bool),
    mut params: Params,
) -> Result<i64> {
    let (rule, today) = (params.add(rule), params.add(today));
    let text = format!(
        "UPDATE lead SET owner_id = s.owner_id, rule_id = {rule}{} FROM (SELECT l.id, p.owner_id FROM {from}
            AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = p.owner_id AND {})) s WHERE lead.id = s.id AND {FREE}",
        seen(known),
        takes(&today)
    );
    Ok(i64::try_from(sql::execute(db, &text, params.0).await?).unwrap_or(i64::MAX))
}

/// One after the other, from where the rule stopped the last time.
async fn in_turn(db: &impl ConnectionTrait, rule: i64, users: &[i64], leads: &[i64], known: bool) -> Result<i64> {
    let count = i64::try_from(leads.len()).unwrap_or(0);
    if count == 0 {
        return Ok(0);
    }
    let mut given = 0;
    let text = "UPDATE lead_rule SET turn = turn + $2 WHERE id = $1 RETURNING turn";
    let turn: i64 = sql::scalar(db, text, params![rule, count]).await?;
    let first = usize::try_from((turn - count).rem_euclid(i64::try_from(users.len()).unwrap_or(1))).unwrap_or(0);
    for (n, user) in users.iter().enumerate() {
        let skipped = (n + users.len() - first) % users.len();
        let own: Vec<i64> = leads.iter().skip(skipped).step_by(users.len()).copied().collect();
        if own.is_empty() {
            continue;
        }
        let mut params = Params::default();
        let (user, rule) = (params.add(*user), params.add(rule));
        let own = sql::list(&mut params, own);
        let text = format!(
            "UPDATE lead SET owner_id = {user}, rule_id = {rule}{} WHERE id IN ({own}) AND {FREE}",
            seen(known)
        );
        given += i64::try_from(sql::execute(db, &text, params.0).await?).unwrap_or(0);
    }
    Ok(given)
}

/// Where work over all open leads stands: the lead after which it goes on, in the order of `lead_by_state`.
struct At {
    state: &'static str,
    day: NaiveDate,
    id: i64,
    done: i64,
    total: i64,
    /// Leads that found an owner.
    given: i64,
}

impl At {
    fn read(cursor: &str) -> Option<Self> {
        let mut parts = cursor.split(':');
        let state = if parts.next()? == "new" { "new" } else { "working" };
        let day = parts.next()?.parse().ok()?;
        let mut number = || parts.next()?.parse::<i64>().ok();
        Some(Self { state, day, id: number()?, done: number()?, total: number()?, given: number()? })
    }

    fn write(&self) -> String {
        format!("{}:{}:{}:{}:{}:{}", self.state, self.day, self.id, self.done, self.total, self.given)
    }
}

/// What came of the last sharing out.
pub(super) async fn shared(db: &impl ConnectionTrait) -> Result<Option<(i64, i64)>> {
    let text = "SELECT cursor FROM job WHERE kind = 'lead_share' AND state = 'done' ORDER BY id DESC LIMIT 1";
    let cursor: Option<String> = sql::maybe(db, text, params![]).await?;
    Ok(cursor.and_then(|cursor| At::read(&cursor)).map(|at| (at.given, at.done)))
}

/// Scores all open leads anew, or gives away those that are nobody's, from where it stands.
///
/// # Errors
/// What the database answers.
pub(crate) async fn run(db: &Db, job: &Job) -> Result<()> {
    let share = job.kind == Kind::LeadShare;
    let nobody = if share { " AND l.owner_id IS NULL" } else { "" };
    let begin = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    // A rule that changes meanwhile takes the claim away, and all begins anew.
    let scores = Scores::load(&db.read).await?;
    let mut at = match At::read(&job.cursor) {
        Some(at) => at,
        None => {
            let text = format!("SELECT COUNT(*) FROM lead l WHERE {OPEN}{nobody}");
            let total = sql::scalar(&db.read, &text, params![]).await?;
            At { state: "new", day: begin, id: 0, done: 0, total, given: 0 }
        }
    };
    loop {
        let tx = db.begin().await?;
        let text = format!(
            "SELECT l.id, l.created_day FROM lead l WHERE l.state = $1 AND (l.created_day, l.id) > ($2, $3){nobody} ORDER BY l.created_day, l.id LIMIT {CHUNK}"
        );
        let found: Vec<(i64, NaiveDate)> = sql::tuples(&tx, &text, params![at.state, at.day, at.id]).await?;
        let Some((id, day)) = found.last().copied() else {
            if at.state == "new" {
                at = At { state: "working", day: begin, id: 0, ..at };
                continue;
            }
            if share {
                let detail = format!("{} of {}", at.given, at.done);
                jobs::finish(&tx, job, UseCase::LeadShareOut, "lead_rule", &detail).await?;
            } else {
                jobs::end(&tx, job).await?;
            }
            tx.commit().await?;
            return Ok(());
        };
        let leads: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
        if share {
            at.given += give(&tx, &leads, job.actor.today, true).await?;
        } else {
            scores.keep(&tx, &leads).await?;
        }
        at = At { day, id, done: at.done + i64::try_from(leads.len()).unwrap_or(0), ..at };
        jobs::advance(&tx, job, &at.write(), at.done, at.total).await?;
        tx.commit().await?;
    }
}

/// Scores what time alone has changed, in the name of an administrator; nothing where no rule makes a score.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn due(db: &Db, now_ms: i64) -> Result<()> {
    let text = "SELECT u.id, w.time_zone FROM app_user u, workspace w WHERE u.active AND u.role = 'administrator'
        AND EXISTS (SELECT 1 FROM lead_rule r WHERE r.kind = 'score' AND r.active) ORDER BY u.id LIMIT 1";
    let Some((user_id, zone)) = sql::tuple::<(i64, String)>(&db.read, text, params![]).await? else { return Ok(()) };
    let today = workspace::local_day(now_ms, &zone);
    let actor = Actor { user_id, role: Role::Administrator, now_ms, today, print: 0 };
    let tx = db.begin().await?;
    match jobs::enqueue(&tx, &actor, Kind::LeadScore, 0).await {
        // It is at it.
        Ok(_) | Err(Error::State(_)) => {}
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    Ok(())
}
