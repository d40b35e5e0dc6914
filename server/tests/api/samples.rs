//! One valid sample of every use case. The match is exhaustive, so a use case without one does not compile.

use crate::world::{self, MARK, launch, people, plan};
use backend::{
    Actor, Db, campaigns, catalogs, imports, jobs, leads, lists, notes, params, responses, sql, tasks, today,
};
use domain::{
    activity::{ActivityKind, Sharing},
    campaign::{DraftInput, IndexQuery, LinkDraft, LinkKind, PlanDraft},
    catalog::{Catalog, CatalogDraft},
    import::{ImportCheck, ImportKind},
    lead::Qualify,
    list::{ListDraft, ListKind},
    note::NoteOn,
    response::ResponseDraft,
    rights::UseCase,
    rule::Rule,
    task::TaskDraft,
    touch::{Outcome, TouchResult},
};
use serde_json::{Value, json};

/// Records that the samples name; each changing sample has its own.
pub struct World {
    draft: (i64, i64),
    doomed_draft: (i64, i64),
    running: i64,
    to_finish: (i64, i64),
    to_undo: (i64, i64),
    cost_line: i64,
    stage_campaign: i64,
    touches: Vec<i64>,
    reopenable: (i64, i64),
    leads: Vec<i64>,
    opportunities: Vec<i64>,
    mapping: (i64, i64),
    checked: (i64, i64),
    done: (i64, i64),
    checking: i64,
    list: i64,
    person: i64,
    stage: i64,
    user: i64,
    reason: i64,
    wide: (i64, i64),
    full: Full,
    office: Office,
}

/// A campaign of several activities.
struct Full {
    id: i64,
    doomed: (i64, i64),
    link: i64,
    queue: i64,
    emails: i64,
    unknown: i64,
    step: String,
}

/// What passes between colleagues.
struct Office {
    tasks: Vec<i64>,
    done: i64,
    note: i64,
    mention: i64,
    account: i64,
    heir: i64,
    lead: i64,
    item: i64,
    view: i64,
    list: i64,
}

async fn full(db: &Db, admin: &Actor) -> Full {
    let kind = "SELECT MIN(kind_id) FROM kind_step WHERE fact LIKE 'hand:%'";
    let kind = sql::scalar(&db.read, kind, params![]).await.unwrap();
    let head = PlanDraft { name: "Full".into(), kind, ..PlanDraft::default() };
    let (id, _) = campaigns::save_plan(db, admin, "", &head, MARK).await.unwrap();
    let day = admin.today.to_string();
    let base = DraftInput {
        id: Some(id),
        first_day: day.clone(),
        last_day: (admin.today + chrono::Days::new(9)).to_string(),
        costs: vec![],
        ..plan(&[admin.user_id])
    };
    let add = async |input: DraftInput| campaigns::save_draft(db, admin, "", &input, MARK).await.unwrap();
    let queue = add(DraftInput { sharing: Sharing::Queue, ..base.clone() }).await.activity;
    let emails =
        add(DraftInput { kind: Some(ActivityKind::Email), script: "Hello {name}".into(), ..base.clone() }).await;
    campaigns::launch(db, admin, "", id, emails.version).await.unwrap();
    jobs::drain(db).await.unwrap();
    let doomed = add(base).await;
    let link =
        LinkDraft { campaign: id, kind: LinkKind::Product, name: "FC-220".into(), url: String::new(), other: None };
    let link = campaigns::add_link(db, admin, "", &link).await.unwrap();
    let response = ResponseDraft {
        campaign: id,
        activity: None,
        person: None,
        name: "Somebody".into(),
        contact: String::new(),
        channel: String::new(),
        outcome: Outcome::Interested,
        day: String::new(),
        note: String::new(),
        make_lead: false,
    };
    let unknown = responses::record(db, admin, "", &response).await.unwrap();
    let step = "SELECT s.fact FROM kind_step s JOIN campaign c ON c.kind_id = s.kind_id WHERE c.id = $1 AND s.fact LIKE 'hand:%'";
    let step = sql::scalar(&db.read, step, params![id]).await.unwrap();
    Full { step, id, doomed: (doomed.activity, doomed.activity_version), link, queue, emails: emails.activity, unknown }
}

async fn office(db: &Db, admin: &Actor, person: i64) -> Office {
    let mut made = Vec::new();
    for n in 0..5 {
        let task = TaskDraft { title: format!("T{n}"), due: admin.today.to_string(), ..TaskDraft::default() };
        made.push(tasks::save(db, admin, "", &task, MARK).await.unwrap());
    }
    let done = made.pop().unwrap();
    tasks::finish(db, admin, "", (done, 1), "", MARK).await.unwrap();
    let note = notes::add(db, admin, "", NoteOn::Person(person), "Mine").await.unwrap();
    let mention = notes::add(db, admin, "", NoteOn::Person(person), "Told").await.unwrap();
    sql::execute(&db.write, "INSERT INTO mention (note_id, user_id) VALUES ($1, $2)", params![mention, admin.user_id])
        .await
        .unwrap();
    let account = sql::scalar(
        &db.write,
        "INSERT INTO account (name, name_norm) VALUES ('Hotel', 'hotel') RETURNING id",
        params![],
    )
    .await
    .unwrap();
    // Of somebody whom no other sample touches.
    let text = "INSERT INTO lead (person_id, state, created_day) SELECT MAX(id), 'new', $1 FROM person RETURNING id";
    let lead = sql::scalar(&db.write, text, params![admin.today]).await.unwrap();
    let heir = world::number(
        db,
        "SELECT COALESCE((SELECT id FROM app_user WHERE name = 'salesperson'), (SELECT MAX(id) FROM app_user))",
    )
    .await;
    let item = CatalogDraft {
        catalog: Catalog::Team,
        id: None,
        version: 0,
        name: "Old".into(),
        active: true,
        kind: None,
        stages: vec![],
        steps: vec![],
    };
    let item = catalogs::save(db, admin, "", &item, MARK).await.unwrap();
    let view = campaigns::save_view(db, admin, "", "Old", &IndexQuery::default()).await.unwrap();
    let rule = Rule::default();
    let list = ListDraft { name: "Blocked".into(), kind: ListKind::Suppression, rule };
    let list = lists::save(db, admin, "", &list).await.unwrap();
    sql::execute(&db.write, "DELETE FROM list_member WHERE list_id = $1", params![list]).await.unwrap();
    Office { tasks: made, done, note, mention, account, heir, lead, item, view, list }
}

async fn uploaded(db: &Db, actor: &Actor, name: &str) -> (i64, i64) {
    let mut upload = imports::begin_upload(db, actor, ImportKind::People, "f.csv").await.unwrap();
    upload.take(format!("id,name\n{name},{name}\n").as_bytes()).await.unwrap();
    let id = upload.finish().await.unwrap();
    (id, imports::view(db, actor, id).await.unwrap().version)
}

pub async fn world(db: &Db, admin: &Actor) -> World {
    people(db, admin, 12).await;
    // Half of its days are gone, so that there is work of today and before.
    let week = chrono::Days::new(7);
    let (first, last) = ((admin.today - week).to_string(), (admin.today + week).to_string());
    let input = DraftInput { first_day: first, last_day: last, ..plan(&[admin.user_id]) };
    let saved = async || {
        let drafted = campaigns::save_draft(db, admin, "", &input, MARK).await.unwrap();
        (drafted.id, drafted.version)
    };
    let (draft, doomed_draft) = (saved().await, saved().await);
    let running = launch(db, admin, &input).await;
    let (to_finish, to_undo) = (launch(db, admin, &input).await, launch(db, admin, &input).await);
    let stage_campaign = launch(db, admin, &input).await;
    let full = full(db, admin).await;
    let exhibition = world::number(db, "SELECT MAX(id) FROM campaign_kind").await;
    sql::execute(&db.write, "UPDATE campaign SET kind_id = $1 WHERE id = $2", params![exhibition, stage_campaign])
        .await
        .unwrap();
    let version = async |id: i64| campaigns::view(db, admin, id).await.unwrap().version;
    let touches: Vec<i64> =
        sql::column(&db.read, "SELECT id FROM touch WHERE campaign_id = $1 ORDER BY id", params![running])
            .await
            .unwrap();
    let mut made = Vec::new();
    let mut reopenable = (0, 0);
    for touch in &touches[..7] {
        let now = today::touch(db, admin, *touch).await.unwrap().version;
        let result = TouchResult {
            id: *touch,
            version: now,
            outcome: Outcome::Interested,
            seconds: 1,
            note: String::new(),
            next_day: None,
            make_lead: true,
        };
        let recorded = today::record(db, admin, "", &result).await.unwrap();
        made.extend(recorded.lead);
        reopenable = (recorded.id, recorded.version);
    }
    let mut opportunities = Vec::new();
    for lead in &made[..3] {
        let input = Qualify {
            id: *lead,
            version: 1,
            account: String::new(),
            opportunity: true,
            title: String::new(),
            amount: "10".into(),
        };
        opportunities.extend(leads::qualify(db, admin, "", &input, MARK).await.unwrap());
    }
    let checked = world::dry_run(db, admin, ImportKind::People, "s", b"id,name\n90,Ninety\n").await;
    let done = world::import(db, admin, ImportKind::People, "s", b"id,name\n91,Ninety one\n").await;
    let (checking, checking_version) = uploaded(db, admin, "a").await;
    let view = imports::view(db, admin, checking).await.unwrap();
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    imports::check(
        db,
        admin,
        "",
        &ImportCheck { id: checking, version: checking_version, options: view.options, targets },
    )
    .await
    .unwrap();
    let list = sql::scalar(
        &db.write,
        "INSERT INTO people_list (name, name_norm, kind) VALUES ('L', 'l', 'static') RETURNING id",
        params![],
    )
    .await
    .unwrap();
    World {
        draft,
        doomed_draft,
        running,
        to_finish: (to_finish, version(to_finish).await),
        to_undo: (to_undo, version(to_undo).await),
        cost_line: world::number(db, &format!("SELECT MIN(id) FROM cost_line WHERE campaign_id = {running}")).await,
        stage_campaign,
        touches: touches[7..].to_vec(),
        reopenable,
        leads: made,
        opportunities,
        mapping: uploaded(db, admin, "b").await,
        checked: (checked.row.id, checked.version),
        done: (done.row.id, done.version),
        checking,
        list,
        person: world::number(db, "SELECT MIN(id) FROM person").await,
        stage: world::number(db, "SELECT MAX(id) FROM pipeline_stage").await,
        user: admin.user_id,
        wide: saved().await,
        full,
        office: office(db, admin, world::number(db, "SELECT MIN(id) FROM person").await).await,
        reason: world::number(db, "SELECT MIN(id) FROM reason WHERE kind = 'disqualified'").await,
    }
}

/// Arguments with which the use case succeeds, once, for somebody who has the right.
pub fn sample(case: UseCase, w: &World) -> Value {
    let everyone = json!({ "mode": "all", "of": [] });
    let overview = json!({ "status": null, "templates": false, "search": "", "kind": null, "owner": null, "sort": "roi", "turned": false });
    let request = case.path();
    let draft = |id: Value, version: i64| json!({ "id": id, "version": version, "name": "D", "kind": "call", "rule": everyone, "script": "", "first_day": "2026-12-01", "last_day": "2026-12-11", "minutes": "", "skip_days": "", "needs_consent": false, "sellers": [w.user] });
    match case {
        UseCase::ProfileSave => json!({ "request": request, "language": "en", "theme": "system" }),
        UseCase::UserIndex
        | UseCase::ListIndex
        | UseCase::ImportIndex
        | UseCase::TodayView
        | UseCase::WorkspaceView
        | UseCase::GuideView
        | UseCase::ChannelView
        | UseCase::PeopleFilters => json!({}),
        UseCase::UserSave => {
            json!({ "request": request, "user": { "id": null, "version": 0, "name": "N", "email": "n@levak.example", "role": "viewer", "active": true, "password": "a river in may" } })
        }
        UseCase::PeoplePage => json!({ "rule": everyone, "search": "", "columns": "", "after": null }),
        UseCase::BoardView => json!({ "pipeline": null }),
        UseCase::PersonView => json!({ "id": w.person, "show": "all", "limit": 50 }),
        UseCase::PersonSave => {
            json!({ "request": request, "person": { "id": null, "version": 0, "name": "P", "account": "", "place": "", "email": "", "phone": "", "do_not_call": false, "do_not_email": false } })
        }
        UseCase::ListSave => {
            json!({ "request": request, "list": { "name": "A list", "kind": "static", "rule": everyone } })
        }
        UseCase::ListDelete => json!({ "request": request, "id": w.list, "version": 1 }),
        UseCase::ListView => json!({ "id": w.office.list }),
        UseCase::ListChange => {
            json!({ "request": request, "list": { "id": w.office.list, "version": 1, "name": "Blocked", "source": "", "cost": "", "locked": false } })
        }
        UseCase::ListCopy => json!({ "request": request, "id": w.office.list, "name": "Copied" }),
        UseCase::ListMember => json!({ "request": request, "id": w.office.list, "person": w.person, "on": true }),
        // Behind the change above.
        UseCase::ListAddresses => {
            json!({ "request": request, "id": w.office.list, "version": 2, "addresses": "@levak.example" })
        }
        UseCase::ImportView => json!({ "id": w.done.0 }),
        UseCase::ImportCheck => {
            json!({ "request": request, "mapping": { "id": w.mapping.0, "version": w.mapping.1, "options": { "encoding": "utf-8", "separator": ",", "dates": "year_month_day", "decimal": "point", "existing": "fill_empty", "source": "s", "create_users": false, "list": "" }, "targets": ["external", "name"] } })
        }
        UseCase::ImportStart => {
            json!({ "request": request, "id": w.checked.0, "version": w.checked.1, "create_users": false })
        }
        UseCase::ImportStop => json!({ "request": request, "id": w.checking }),
        UseCase::ImportUndo => json!({ "request": request, "id": w.done.0, "version": w.done.1 }),
        UseCase::CampaignIndex => json!({ "query": overview }),
        UseCase::ViewSave => json!({ "request": request, "name": "Mine", "query": overview }),
        UseCase::ViewDelete => json!({ "request": request, "id": w.office.view }),
        UseCase::StepFunnel => json!({ "kind": null }),
        UseCase::StepRecord => {
            json!({ "request": request, "campaign": w.full.id, "step": w.full.step, "reached": true })
        }
        UseCase::ActivityCopy => json!({ "request": request, "activity": w.full.queue }),
        UseCase::CampaignView => json!({ "id": w.running }),
        UseCase::CampaignRows => json!({ "id": w.running, "of": "figure:new_leads", "after": null }),
        UseCase::CampaignParts => json!({ "id": w.running, "by": "list" }),
        UseCase::PlanView | UseCase::LaunchView => json!({ "id": w.full.id }),
        UseCase::PlanSave => {
            json!({ "request": request, "plan": { "id": null, "version": 0, "name": "P", "goal": "", "kind": null, "line": null, "owner": null, "first_day": "", "last_day": "", "targets": [] } })
        }
        UseCase::PlanWiden => json!({ "request": request, "id": w.wide.0, "version": w.wide.1 }),
        UseCase::CampaignCopy => {
            json!({ "request": request, "copy": { "id": w.running, "name": "Copy", "first_day": "2027-01-11", "template": false } })
        }
        UseCase::LinkAdd => {
            json!({ "request": request, "link": { "campaign": w.full.id, "kind": "literature", "name": "Flyer", "url": "https://levak.example/", "other": null } })
        }
        UseCase::LinkRemove => json!({ "request": request, "id": w.full.link }),
        UseCase::ActivityView => json!({ "id": w.full.doomed.0 }),
        UseCase::ActivityDelete => json!({ "request": request, "id": w.full.doomed.0, "version": w.full.doomed.1 }),
        UseCase::WorkView => json!({ "activity": w.full.emails }),
        UseCase::WorkSent => json!({ "request": request, "activity": w.full.emails }),
        UseCase::ResponseIndex => json!({ "campaign": w.full.id, "unknown": false, "after": null }),
        UseCase::ResponseRecord => {
            json!({ "request": request, "response": { "campaign": w.full.id, "activity": null, "person": w.person, "name": "", "contact": "", "channel": "", "outcome": "interested", "day": "", "note": "", "make_lead": true } })
        }
        UseCase::ResponseMatch => json!({ "request": request, "id": w.full.unknown, "version": 1, "person": null }),
        UseCase::TaskSave => {
            json!({ "request": request, "task": { "id": null, "version": 0, "campaign": null, "person": null, "title": "T", "milestone": false, "owner": null, "start": "", "due": "2026-12-01", "minutes": "", "after": null, "note": "" } })
        }
        UseCase::TaskDone => json!({ "request": request, "id": w.office.tasks[0], "version": 1, "minutes": "5" }),
        UseCase::TaskReopen => json!({ "request": request, "id": w.office.done, "version": 2 }),
        UseCase::TaskTime => json!({ "request": request, "id": w.office.tasks[1], "version": 1, "minutes": "5" }),
        UseCase::TaskDelete => json!({ "request": request, "id": w.office.tasks[2], "version": 1 }),
        UseCase::NoteAdd => json!({ "request": request, "on": { "person": w.person }, "text": "A note" }),
        UseCase::NoteDelete => json!({ "request": request, "id": w.office.note }),
        UseCase::MentionSeen => json!({ "request": request, "id": w.office.mention }),
        UseCase::AccountView => json!({ "id": w.office.account, "show": "all", "limit": 50 }),
        UseCase::AccountSave => {
            json!({ "request": request, "account": { "id": w.office.account, "version": 1, "name": "Hotel Park" } })
        }
        UseCase::HandoverView => json!({ "from": w.user }),
        UseCase::HandoverStart => {
            json!({ "request": request, "handover": { "from": w.user, "heirs": [w.office.heir], "what": ["tasks"], "first_day": "", "last_day": "" } })
        }
        UseCase::CatalogIndex => json!({ "catalog": "kind" }),
        UseCase::CatalogSave => {
            json!({ "request": request, "item": { "catalog": "team", "id": null, "version": 0, "name": "North", "active": true, "kind": null, "stages": [] } })
        }
        UseCase::CatalogDelete => json!({ "request": request, "catalog": "team", "id": w.office.item }),
        UseCase::WorkspaceSave => {
            json!({ "request": request, "workspace": { "version": 1, "name": "W", "language": "en", "time_zone": "Europe/Belgrade", "working_days": 31, "lead_days": "2" } })
        }
        UseCase::QueueTake => json!({ "request": request, "activity": w.full.queue, "count": 3 }),
        UseCase::LeadTake => json!({ "request": request, "id": w.office.lead, "version": 1 }),
        UseCase::LeadAssign => json!({ "request": request, "id": w.leads[5], "version": 1, "owner": w.user }),
        UseCase::OpportunityAdd => {
            json!({ "request": request, "opportunity": { "person": w.person, "pipeline": null, "title": "Deal", "amount": "", "close_day": "" } })
        }
        UseCase::CampaignFinish => json!({ "request": request, "id": w.to_finish.0, "version": w.to_finish.1 }),
        UseCase::DraftView => json!({ "id": w.draft.0 }),
        UseCase::DraftSave => json!({ "request": request, "draft": draft(Value::Null, 0) }),
        UseCase::DraftDelete => json!({ "request": request, "id": w.doomed_draft.0, "version": w.doomed_draft.1 }),
        UseCase::CampaignLaunch => json!({ "request": request, "id": w.draft.0, "version": w.draft.1 }),
        UseCase::LaunchUndo => json!({ "request": request, "id": w.to_undo.0, "version": w.to_undo.1 }),
        UseCase::CostSave => {
            json!({ "request": request, "cost": { "id": w.cost_line, "version": 1, "amount": "5", "day": "" } })
        }
        UseCase::StageRecord => {
            json!({ "request": request, "id": w.stage_campaign, "fact": "invited", "people": [w.person] })
        }
        UseCase::TouchView => json!({ "id": w.touches[0] }),
        UseCase::TouchRecord => {
            json!({ "request": request, "result": { "id": w.touches[0], "version": 1, "outcome": "no_answer", "seconds": 0, "note": "", "next_day": null, "make_lead": false } })
        }
        UseCase::TouchReopen => json!({ "request": request, "id": w.reopenable.0, "version": w.reopenable.1 }),
        UseCase::LeadIndex => json!({ "query": { "state": "new", "late": false, "mine": false, "after": null } }),
        UseCase::LeadView => json!({ "id": w.leads[0] }),
        UseCase::LeadQualify => {
            json!({ "request": request, "lead": { "id": w.leads[3], "version": 1, "account": "", "opportunity": false, "title": "", "amount": "" } })
        }
        UseCase::LeadDisqualify => json!({ "request": request, "id": w.leads[4], "version": 1, "reason": w.reason }),
        UseCase::OpportunityMove => {
            json!({ "request": request, "id": w.opportunities[0], "version": 1, "stage": w.stage })
        }
        UseCase::OpportunitySave => {
            json!({ "request": request, "opportunity": { "id": w.opportunities[1], "version": 1, "title": "T", "amount": "5", "close_day": "" } })
        }
        UseCase::OpportunityClose => {
            json!({ "request": request, "opportunity": { "id": w.opportunities[2], "version": 1, "close": "won", "amount": "7", "note": "" } })
        }
        UseCase::ChannelRows => json!({ "of": "all_leads:", "after": null }),
        UseCase::AuditIndex => json!({ "before": null }),
        // Files: reached by GET or as a form, with the same table of rights.
        UseCase::PeopleExport | UseCase::ImportRejects | UseCase::ImportUpload | UseCase::WorkExport => Value::Null,
    }
}

impl World {
    /// The import whose rejected rows are asked for.
    pub fn file_import(&self) -> i64 {
        self.done.0
    }

    /// The activity whose documents are asked for.
    pub fn file_activity(&self) -> i64 {
        self.full.emails
    }
}
