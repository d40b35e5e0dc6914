//! Follow-ups: some days after an activity reached people, another begins for those who did or did not answer.

use super::{
    activity::{keep_shares, shares},
    audience::{self, Stored},
    launch::{CHUNK, THIN, freeze_equation, one_each, term_of},
    pieces::{Candidate, Shares, candidates, make_pieces},
};
use crate::{
    Actor, Db, Result, act,
    jobs::{self, Job},
    params, sql,
    sql::Params,
    workspace,
};
use chrono::{Days, NaiveDate};
use domain::{
    activity::{Answer, Sharing},
    campaign::Status,
    copying::next_working,
    rights::{Role, UseCase},
};
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};

/// Working days over which the pieces of one day's follow-ups are spread, where people wish for a day.
const SPREAD_DAYS: u64 = 7;

/// The last day whose contacts are followed up on `today`: a day is over before it is.
fn upto(today: NaiveDate, days: i64) -> Option<NaiveDate> {
    today.checked_sub_days(Days::new(u64::try_from(days.max(1)).unwrap_or(1)))
}

/// Queues every follow-up that has days to look at. Called now and then by the server; doing it twice does no harm.
///
/// # Errors
/// When the database refuses.
pub async fn due(db: &Db, now_ms: i64) -> Result<i64> {
    let Some(workspace) = workspace::read(&db.read).await? else { return Ok(0) };
    let today = workspace::local_day(now_ms, &workspace.time_zone);
    let text = "SELECT a.id, COALESCE(a.owner_id, c.owner_id) FROM activity a JOIN campaign c ON c.id = a.campaign_id AND c.status = 'running'
        WHERE a.after_id IS NOT NULL AND a.state = 'running' ORDER BY a.id";
    let mut queued = 0;
    for (id, owner) in sql::tuples::<(i64, i64)>(&db.read, text, params![]).await? {
        let stored = audience::stored(&db.read, id).await?;
        let Some((before, days, _)) = stored.after else { continue };
        let Some(last) = upto(today, days).filter(|last| stored.followed_day.is_none_or(|done| done < *last)) else {
            continue;
        };
        let waiting = "SELECT 1 FROM touch WHERE activity_id = $1 AND done_day <= $2 AND done_day > $3 LIMIT 1";
        let since = stored.followed_day.unwrap_or(last - Days::new(36_500));
        let found: Option<i32> = sql::maybe(&db.read, waiting, params![before, last, since]).await?;
        let tx = db.begin().await?;
        if found.is_some() {
            let actor = Actor { user_id: owner, role: Role::Administrator, now_ms, today, print: 0 };
            match jobs::enqueue(&tx, &actor, jobs::Kind::FollowUp, id).await {
                Ok(_) => queued += 1,
                // It is at work already.
                Err(crate::Error::State(_)) => continue,
                Err(error) => return Err(error),
            }
        } else {
            sql::execute(&tx, "UPDATE activity SET followed_day = $2 WHERE id = $1", params![id, last]).await?;
        }
        tx.commit().await?;
    }
    Ok(queued)
}

/// How far a follow-up is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    /// The last day and person looked at.
    day: Option<NaiveDate>,
    person: i64,
    gathered: bool,
    /// The last person of whom it was decided whether somebody else at their organisation is addressed.
    #[serde(default)]
    thinned: i64,
    /// Whether that is so for all.
    #[serde(default)]
    thin: bool,
    /// The last person who got a piece of work.
    after: i64,
    made: i64,
    total: i64,
}

/// Runs one look of a follow-up from where it stands.
///
/// # Errors
/// What the database answers.
pub async fn run_follow_up(db: &Db, job: &Job) -> Result<()> {
    let mut stored = audience::stored(&db.read, job.subject).await?;
    let record = super::record(&db.read, stored.campaign).await?;
    let workspace = workspace::existing(&db.read).await?;
    let mut progress: Progress =
        if job.cursor.is_empty() { Progress::default() } else { serde_json::from_str(&job.cursor)? };
    let last = stored.after.and_then(|(_, days, _)| upto(job.actor.today, days));
    let still = record.status()? == Status::Running && stored.state == Status::Running;
    let (Some(last), Some(after), true) = (last, stored.after, still) else {
        return jobs::finish(&db.write, job, UseCase::CampaignLaunch, "activity", "nothing to follow").await;
    };
    let first =
        next_working(stored.first_day.map_or(job.actor.today, |d| d.max(job.actor.today)), workspace.working_days);
    let days = workspace.working_days.between(first, first + Days::new(SPREAD_DAYS));
    let days: Vec<NaiveDate> = days.into_iter().take(1).collect();
    if job.cursor.is_empty() && stored.sharing == Sharing::Capacity {
        let shares = shares(&db.read, &stored, &days, job.actor.today, &workspace).await?;
        keep_shares(&db.write, stored.activity, &shares).await?;
        stored = audience::stored(&db.read, job.subject).await?;
    }
    let shares = Shares::of(db, &stored, &record, days).await?;
    loop {
        let tx = db.begin().await?;
        let ended = if progress.gathered && stored.one_each && !progress.thin {
            thin(&tx, &stored, &mut progress).await?;
            false
        } else if progress.gathered {
            share_out(&tx, &stored, &shares, &mut progress).await?
        } else {
            gather(&tx, &stored, after, last, job, &mut progress).await?;
            false
        };
        jobs::advance(&tx, job, &serde_json::to_string(&progress)?, progress.made, progress.total).await?;
        if ended {
            let people: i64 = sql::scalar(
                &tx,
                "SELECT COUNT(*) FROM audience_member WHERE activity_id = $1",
                params![stored.activity],
            )
            .await?;
            freeze_equation(&tx, &stored, people).await?;
            let text = "UPDATE activity SET followed_day = $2, version = version + 1 WHERE id = $1";
            sql::execute(&tx, text, params![stored.activity, last]).await?;
            jobs::finish(&tx, job, UseCase::CampaignLaunch, "activity", &format!("{} follow-ups", progress.made))
                .await?;
            act::audit(&tx, &job.actor, UseCase::CampaignLaunch, "campaign", Some(stored.campaign), &stored.name)
                .await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.commit().await?;
    }
}

/// Takes the next people of the activity before into the audience, and finds the terms by which they leave.
async fn gather(
    tx: &DatabaseTransaction,
    stored: &Stored,
    (before, _, answer): (i64, i64, Answer),
    last: NaiveDate,
    job: &Job,
    progress: &mut Progress,
) -> Result<()> {
    let answered =
        "EXISTS (SELECT 1 FROM response r WHERE r.campaign_id = t.campaign_id AND r.person_id = t.person_id)";
    let wanted = match answer {
        Answer::Silent => format!("NOT {answered}"),
        Answer::Answered => answered.to_owned(),
        Answer::Anyone => "1 = 1".to_owned(),
    };
    let since = progress.day.or(stored.followed_day.map(|d| d + Days::new(1)));
    let mut params = Params::default();
    let (from, upto) = (params.add(before), params.add(last));
    let behind = since.map_or_else(String::new, |day| {
        let (day, person) = (params.add(day), params.add(progress.person));
        format!("AND (t.done_day > {day} OR (t.done_day = {day} AND t.person_id > {person}))")
    });
    let text = format!(
        "SELECT t.person_id, t.list_id, t.done_day, ({wanted}) AND t.state = 'done' AS wanted FROM touch t
         WHERE t.activity_id = {from} AND t.done_day IS NOT NULL AND t.done_day <= {upto} {behind} ORDER BY t.done_day, t.person_id LIMIT {CHUNK}"
    );
    let found: Vec<(i64, Option<i64>, NaiveDate, bool)> = sql::tuples(tx, &text, params.0).await?;
    let Some((person, _, day, _)) = found.last() else {
        progress.gathered = true;
        return count(tx, stored, progress).await;
    };
    (progress.day, progress.person) = (Some(*day), *person);
    let mut params = Params::default();
    let people: Vec<&(i64, Option<i64>, NaiveDate, bool)> = found.iter().filter(|(.., wanted)| *wanted).collect();
    if people.is_empty() {
        return Ok(());
    }
    let ids = sql::list(&mut params, people.iter().map(|(person, ..)| *person));
    let address = stored.address();
    let text = format!("SELECT p.id, {address} FROM live_person p WHERE p.id IN ({ids}) AND {}", stored.addressed());
    let addresses: Vec<(i64, Option<String>)> = sql::tuples(tx, &text, params.0).await?;
    let list = |person: i64| people.iter().find(|(id, ..)| *id == person).and_then(|(_, list, ..)| *list);
    let values = addresses
        .into_iter()
        .flat_map(|(person, address)| params![stored.activity, person, list(person), address])
        .collect();
    let into = "INSERT INTO audience_member (activity_id, person_id, list_id, address)";
    sql::insert_many(tx, into, 4, values, "ON CONFLICT DO NOTHING").await?;
    let mut params = Params::default();
    let term = term_of(tx, stored, job.actor.today, &mut params);
    let activity = params.add(stored.activity);
    let text = format!(
        "UPDATE audience_member AS m SET term = (SELECT {term} FROM person p WHERE p.id = m.person_id) WHERE activity_id = {activity} AND term IS NULL"
    );
    sql::execute(tx, &text, params.0).await?;
    Ok(())
}

/// How many pieces there are to make, and how many there are.
async fn count(tx: &DatabaseTransaction, stored: &Stored, progress: &mut Progress) -> Result<()> {
    let total = "SELECT COUNT(*) FROM audience_member WHERE activity_id = $1 AND term = 0";
    let made = "SELECT COUNT(*) FROM touch WHERE activity_id = $1";
    progress.total = sql::scalar(tx, total, params![stored.activity]).await?;
    progress.made = sql::scalar(tx, made, params![stored.activity]).await?;
    Ok(())
}

/// Lets those of the next people go whose organisation is addressed at somebody else, once all of a look are known; whoever
/// was addressed by an earlier look stays in front.
async fn thin(tx: &DatabaseTransaction, stored: &Stored, progress: &mut Progress) -> Result<()> {
    let held = "EXISTS (SELECT 1 FROM touch t WHERE t.activity_id = o.activity_id AND t.person_id = o.person_id)";
    let fresh = format!(
        "SELECT MAX(person_id) FROM (SELECT o.person_id FROM audience_member o WHERE o.activity_id = $1 AND o.term = 0 AND o.person_id > $2 AND NOT {held} ORDER BY o.person_id LIMIT {THIN}) n"
    );
    let upto: Option<i64> = sql::scalar(tx, &fresh, params![stored.activity, progress.thinned]).await?;
    let Some(upto) = upto else {
        progress.thin = true;
        return count(tx, stored, progress).await;
    };
    one_each(tx, stored.activity, (progress.thinned, upto), held).await?;
    progress.thinned = upto;
    Ok(())
}

/// Makes the next pieces of work; tells whether none was left.
async fn share_out(
    tx: &DatabaseTransaction,
    stored: &Stored,
    shares: &Shares,
    progress: &mut Progress,
) -> Result<bool> {
    let fresh =
        "AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.activity_id = m.activity_id AND t.person_id = m.person_id)";
    let people = candidates(tx, stored.activity, progress.after, fresh).await?;
    if people.is_empty() {
        return Ok(true);
    }
    make_pieces(tx, stored, shares, &people, (progress.made, progress.total)).await?;
    progress.after = people.iter().map(Candidate::person).max().unwrap_or(progress.after);
    progress.made += i64::try_from(people.len()).unwrap_or(0);
    Ok(false)
}
