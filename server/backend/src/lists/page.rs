//! One list: who can be reached of it, where it was used and what came of it, what was done to it; its members by hand.

use super::CHUNK;
use crate::{
    Act, Actor, Db, Error, Result, act, begin, campaigns, fold::fold, jobs, leads, params, people::rules, sql,
    sql::Params, workspace,
};
use chrono::NaiveDate;
use domain::{
    campaign::Status,
    conflict::Stored,
    decimal::DecimalMark,
    fault::{Fault, Faults, text},
    list::{ListChange, ListEvent, ListKind, ListRow, ListUse, ListView, read_addresses},
    person::calling_code,
    rights::UseCase,
    rule::{Field, Op, Rule},
};
use sea_orm::ConnectionTrait;

/// Campaigns and events that a page of a list shows.
const USES_MAX: i64 = 12;
const EVENTS_MAX: i64 = 50;

#[derive(sea_orm::FromQueryResult)]
struct List {
    id: i64,
    version: i64,
    name: String,
    kind: String,
    rule: Option<String>,
    locked: bool,
    owner: Option<String>,
    source: String,
    cost_minor: Option<i64>,
}

async fn stored(db: &impl ConnectionTrait, id: i64) -> Result<List> {
    let text = "SELECT l.id, l.version, l.name, l.kind, l.rule, l.locked, u.name AS owner, l.source, l.cost_minor FROM people_list l LEFT JOIN app_user u ON u.id = l.owner_id WHERE l.id = $1";
    sql::row(db, text, params![id]).await
}

impl List {
    fn kind(&self) -> Result<ListKind> {
        ListKind::parse(&self.kind).ok_or_else(|| Error::Internal(format!("stored kind of list {}", self.id)))
    }

    /// Refuses to change who is on a list that is locked.
    fn unlocked(&self) -> Result<()> {
        if self.locked { Err(Error::State("the list is locked")) } else { Ok(()) }
    }
}

/// Everything about one list.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<ListView> {
    actor.may(UseCase::ListView)?;
    let db = &db.snapshot().await?;
    let list = stored(db, id).await?;
    let rule: Option<Rule> = list.rule.as_deref().map(serde_json::from_str).transpose()?;
    let reach = match reach(db, id).await {
        // A rule that refers to something gone passes nobody.
        Err(Error::Invalid(_)) => (0, 0, 0, 0),
        found => found?,
    };
    let addresses = written(db, id).await?;
    Ok(ListView {
        row: ListRow {
            id,
            version: list.version,
            kind: list.kind()?,
            locked: list.locked,
            filling: jobs::progress(db, id, &[jobs::Kind::ListFill]).await?,
            people: reach.0,
            name: list.name,
            rule,
        },
        owner: list.owner.unwrap_or_default(),
        source: list.source,
        cost_minor: list.cost_minor,
        reach: [reach.1, reach.2, reach.3],
        addresses,
        uses: uses(db, actor, id).await?,
        events: events(db, id).await?,
    })
}

/// The addresses, domains and numbers that a list names.
async fn written(db: &impl ConnectionTrait, id: i64) -> Result<Vec<String>> {
    sql::column(db, "SELECT value FROM list_address WHERE list_id = $1 ORDER BY value", params![id]).await
}

/// People on a list, and those of them with a telephone number, an e-mail address, a postal address.
async fn reach(db: &impl ConnectionTrait, list: i64) -> Result<(i64, i64, i64, i64)> {
    let checked = rules::check(db, &Rule::condition(Field::List, Op::Is, list.to_string())).await?;
    let mut params = Params::default();
    let condition = checked.condition(&mut params);
    let text =
        format!("SELECT COUNT(*), COUNT(p.phone), COUNT(p.email), COUNT(p.post) FROM live_person p WHERE {condition}");
    Ok(sql::tuple(db, &text, params.0).await?.unwrap_or_default())
}

/// The campaigns that a list was used in, newest first.
async fn uses(db: &impl ConnectionTrait, actor: &Actor, list: i64) -> Result<Vec<ListUse>> {
    type Row = (i64, String, String, Option<NaiveDate>);
    let text = format!(
        "SELECT c.id, c.name, c.status, c.first_day FROM campaign c WHERE NOT c.template AND c.id IN
            (SELECT a.campaign_id FROM activity a JOIN activity_list x ON x.activity_id = a.id WHERE x.list_id = $1) ORDER BY c.sort_day DESC, c.id DESC LIMIT {USES_MAX}"
    );
    let mut uses = Vec::new();
    let mut brought = campaigns::of_list(db, actor, list).await?;
    for (campaign, name, status, first_day) in sql::tuples::<Row>(db, &text, params![list]).await? {
        let totals = brought.remove(&campaign).unwrap_or_default();
        let status = Status::parse(&status).ok_or_else(|| Error::Internal("stored status".into()))?;
        uses.push(ListUse { campaign, name, status, first_day, totals });
    }
    Ok(uses)
}

async fn events(db: &impl ConnectionTrait, list: i64) -> Result<Vec<ListEvent>> {
    let zone = workspace::existing(db).await?.time_zone;
    let text = format!(
        "SELECT a.at_ms, COALESCE(u.name, ''), a.use_case, a.detail FROM audit a LEFT JOIN app_user u ON u.id = a.user_id WHERE a.entity = 'list' AND a.entity_id = $1 ORDER BY a.id DESC LIMIT {EVENTS_MAX}"
    );
    let rows: Vec<(i64, String, String, String)> = sql::tuples(db, &text, params![list]).await?;
    let event = |(at, by, case, detail)| ListEvent { day: workspace::local_day(at, &zone), by, case, detail };
    Ok(rows.into_iter().map(event).collect())
}

/// Changes the name of a list, where it is from, what it cost, and whether it is locked.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`.
pub async fn change(db: &Db, actor: &Actor, request: &str, input: &ListChange, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::ListChange)?;
    let currency = workspace::existing(&db.read).await?.currency;
    let mut faults = Faults::default();
    let name = faults.take("name", text(&input.name, 120));
    let cost = match input.cost.trim() {
        "" => Some(None),
        typed => faults.take("cost", leads::amount(typed, mark, currency)).map(Some),
    };
    if input.source.chars().count() > 160 {
        faults.add("source", Fault::TooLong);
    }
    let (Some(name), Some(cost), true) = (name, cost, faults.is_empty()) else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let act: Act = begin!(db, actor, UseCase::ListChange, request);
    let before = stored(&act.tx, input.id).await?;
    let typed = vec![
        ("name", Stored::Text(name.clone())),
        ("source", Stored::Text(input.source.trim().to_owned())),
        ("cost", cost.map_or(Stored::Text(String::new()), Stored::Money)),
        ("locked", Stored::YesNo(input.locked)),
    ];
    let now = async || {
        let cost = before.cost_minor.map_or(Stored::Text(String::new()), Stored::Money);
        let (name, source) = (before.name.clone(), before.source.clone());
        Ok(vec![Stored::Text(name), Stored::Text(source), cost, Stored::YesNo(before.locked)])
    };
    act::claim_form(&act.tx, "people_list", (input.id, input.version), typed, now()).await?;
    let text = "SELECT id FROM people_list WHERE name_norm = $1 AND id <> $2";
    if sql::maybe::<i64>(&act.tx, text, params![fold(&name), input.id]).await?.is_some() {
        return Err(Error::invalid("name", Fault::AlreadyUsed));
    }
    let text =
        "UPDATE people_list SET name = $2, name_norm = $3, source = $4, cost_minor = $5, locked = $6 WHERE id = $1";
    let values = params![input.id, name.as_str(), fold(&name), input.source.trim(), cost, input.locked];
    sql::execute(&act.tx, text, values).await?;
    let detail = match (before.locked, input.locked) {
        (false, true) => "locked",
        (true, false) => "unlocked",
        _ => "",
    };
    act.finish(input.version + 1, "list", Some(input.id), detail).await
}

/// Makes a static list of those who are on a list now; gives its id.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `name`.
pub async fn copy(db: &Db, actor: &Actor, request: &str, id: i64, name: &str) -> Result<i64> {
    actor.may(UseCase::ListCopy)?;
    let name = text(name, 120).map_err(|fault| Error::invalid("name", fault))?;
    let act: Act = begin!(db, actor, UseCase::ListCopy, request);
    let from = stored(&act.tx, id).await?;
    if super::is_filling(&act.tx, &[id]).await? {
        return Err(Error::State("the list is still being filled"));
    }
    let rule = Rule::condition(Field::List, Op::Is, id.to_string());
    let copy = super::make(&act, &name, ListKind::Static, Some(&rule)).await?;
    act.finish(copy, "list", Some(copy), &from.name).await
}

/// Puts somebody on a list, or takes them off.
///
/// # Errors
/// `Denied`, `NotFound`; `State` for a dynamic list or a locked one.
pub async fn member(db: &Db, actor: &Actor, request: &str, id: i64, person: i64, on: bool) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::ListMember, request);
    let list = stored(&act.tx, id).await?;
    list.unlocked()?;
    if list.kind()? == ListKind::Dynamic {
        return Err(Error::State("the rule decides who is on it"));
    }
    let here = "SELECT name FROM live_person WHERE id = $1";
    let name: String = sql::maybe(&act.tx, here, params![person]).await?.ok_or(Error::NotFound)?;
    let text = if on {
        "INSERT INTO list_member (list_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM list_member WHERE list_id = $1 AND person_id = $2"
    };
    sql::execute(&act.tx, text, params![id, person]).await?;
    let sign = if on { '+' } else { '-' };
    act.finish((), "list", Some(id), &format!("{sign} {name}")).await
}

/// Replaces the addresses, domains and numbers that a suppression list names; gives how many there are.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` at `addresses`, `Conflict`; `State` for other lists and for one that is locked.
pub async fn addresses(db: &Db, actor: &Actor, request: &str, (id, version): (i64, i64), typed: &str) -> Result<i64> {
    actor.may(UseCase::ListAddresses)?;
    let zone = workspace::existing(&db.read).await?.time_zone;
    let values = read_addresses(typed, calling_code(&zone)).map_err(|(_, fault)| Error::invalid("addresses", fault))?;
    let act: Act = begin!(db, actor, UseCase::ListAddresses, request);
    let list = stored(&act.tx, id).await?;
    list.unlocked()?;
    if list.kind()? != ListKind::Suppression {
        return Err(Error::State("no suppression list"));
    }
    let typed = vec![("addresses", Stored::Text(values.join(" ")))];
    let now = async { Ok(vec![Stored::Text(written(&act.tx, id).await?.join(" "))]) };
    act::claim_form(&act.tx, "people_list", (id, version), typed, now).await?;
    sql::execute(&act.tx, "DELETE FROM list_address WHERE list_id = $1", params![id]).await?;
    for part in values.chunks(usize::try_from(CHUNK).unwrap_or(1000)) {
        let rows = part.iter().flat_map(|value| params![id, value.as_str()]).collect();
        sql::insert_many(&act.tx, "INSERT INTO list_address (list_id, value)", 2, rows, "").await?;
    }
    let count = i64::try_from(values.len()).unwrap_or(0);
    act.finish(count, "list", Some(id), &count.to_string()).await
}

/// Refuses while the list is locked.
pub(super) async fn unlocked(db: &impl ConnectionTrait, id: i64) -> Result<()> {
    stored(db, id).await?.unlocked()
}
