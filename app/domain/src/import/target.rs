//! Where the columns of a file go.

use super::ImportKind;
use crate::attribute::AttributeKind;
use serde::{Deserialize, Serialize};

/// Where a column goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Skip,
    External,
    Name,
    GivenName,
    FamilyName,
    Account,
    Email,
    Phone,
    JobTitle,
    Street,
    Postcode,
    Place,
    DoNotCall,
    ConsentDay,
    /// An attribute that exists.
    Attribute(i64),
    /// An attribute that the import creates.
    NewAttribute {
        name: String,
        kind: AttributeKind,
    },
    Channel,
    FirstContact,
    WonDay,
    Amount,
    Representative,
    Campaign,
    Outcome,
    ResponseDay,
    ResponseChannel,
    Note,
}

impl Target {
    /// The fixed targets that a file of `kind` can fill.
    pub fn fixed(kind: ImportKind) -> Vec<Target> {
        let mut targets = vec![
            Target::External,
            Target::Name,
            Target::GivenName,
            Target::FamilyName,
            Target::Account,
            Target::Email,
            Target::Phone,
            Target::JobTitle,
            Target::Street,
            Target::Postcode,
            Target::Place,
            Target::DoNotCall,
            Target::ConsentDay,
        ];
        match kind {
            ImportKind::People => {}
            ImportKind::Leads => targets.extend([Target::Channel, Target::FirstContact]),
            ImportKind::Wins => {
                targets = vec![Target::External, Target::WonDay, Target::Amount, Target::Representative]
            }
            ImportKind::Responses => {
                targets = vec![
                    Target::External,
                    Target::Name,
                    Target::GivenName,
                    Target::FamilyName,
                    Target::Email,
                    Target::Phone,
                    Target::Campaign,
                    Target::Outcome,
                    Target::ResponseDay,
                    Target::ResponseChannel,
                    Target::Note,
                ]
            }
        }
        targets
    }

    /// The code used in forms: a word, `attr:ID` or `new:KIND:NAME`.
    pub fn code(&self) -> String {
        match self {
            Target::Skip => "skip".into(),
            Target::External => "external".into(),
            Target::Name => "name".into(),
            Target::GivenName => "given_name".into(),
            Target::FamilyName => "family_name".into(),
            Target::Account => "account".into(),
            Target::Email => "email".into(),
            Target::Phone => "phone".into(),
            Target::JobTitle => "job_title".into(),
            Target::Street => "street".into(),
            Target::Postcode => "postcode".into(),
            Target::Place => "place".into(),
            Target::DoNotCall => "do_not_call".into(),
            Target::ConsentDay => "consent_day".into(),
            Target::Attribute(id) => format!("attr:{id}"),
            Target::NewAttribute { name, kind } => format!("new:{}:{name}", kind.as_str()),
            Target::Channel => "channel".into(),
            Target::FirstContact => "first_contact".into(),
            Target::WonDay => "won_day".into(),
            Target::Amount => "amount".into(),
            Target::Representative => "representative".into(),
            Target::Campaign => "campaign".into(),
            Target::Outcome => "outcome".into(),
            Target::ResponseDay => "response_day".into(),
            Target::ResponseChannel => "response_channel".into(),
            Target::Note => "note".into(),
        }
    }

    pub fn parse(code: &str) -> Option<Target> {
        if let Some(id) = code.strip_prefix("attr:") {
            return id.parse().ok().map(Target::Attribute);
        }
        if let Some((kind, name)) = code.strip_prefix("new:").and_then(|rest| rest.split_once(':')) {
            return Some(Target::NewAttribute { name: name.to_owned(), kind: AttributeKind::parse(kind)? });
        }
        if code == "skip" {
            return Some(Target::Skip);
        }
        ImportKind::ALL.into_iter().flat_map(Target::fixed).find(|target| target.code() == code)
    }

    /// The target that the name of a column suggests, in the languages of our users.
    pub fn guess(kind: ImportKind, column: &str) -> Option<Target> {
        let name: String =
            column.trim().to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let guess = match name.as_str() {
            "id"
            | "external_id"
            | "mql_id"
            | "lead_id"
            | "customer_id"
            | "person_id"
            | "id_posjetitelj"
            | "spoljni_id"
            | "vanjski_id"
            | "внешний_id"
            | "شناسه\u{654}_بیرونی"
            | "شناسه" => Target::External,
            "name" | "full_name" | "полное_имя" | "ime_i_prezime" | "имя" | "фио" | "نام" | "نام_و_نام_خانوادگی" => {
                Target::Name
            }
            "given_name" | "first_name" | "lično_ime" | "نام_کوچک" | "ime" => Target::GivenName,
            "family_name" | "last_name" | "surname" | "prezime" | "фамилия" | "نام_خانوادگی" => {
                Target::FamilyName
            }
            "company"
            | "organisation"
            | "organization"
            | "account"
            | "firma"
            | "tvrtka"
            | "kompanija"
            | "organizacija"
            | "preduzeće"
            | "poduzeće"
            | "организация"
            | "سازمان"
            | "компания"
            | "شرکت" => Target::Account,
            "email"
            | "e_mail"
            | "imejl"
            | "mejl"
            | "e_pošta"
            | "email_adresa"
            | "e_mail_adresa"
            | "эл__почта"
            | "эл_почта"
            | "почта"
            | "электронная_почта"
            | "رایانامه"
            | "mail"
            | "ایمیل" => Target::Email,
            "phone" | "telephone" | "mobile" | "telefon" | "mobitel" | "mobilni" | "телефон" | "تلفن" => {
                Target::Phone
            }
            "job_title"
            | "عنوان_شغلی"
            | "job"
            | "position"
            | "funkcija"
            | "radno_mesto"
            | "radno_mjesto"
            | "должность"
            | "سمت" => Target::JobTitle,
            "street" | "address" | "adresa" | "ulica" | "خیابان" | "адрес" | "улица" | "نشانی" | "آدرس" => {
                Target::Street
            }
            "postcode"
            | "zip"
            | "zip_code"
            | "postal_code"
            | "почтовый_индекс"
            | "postanski_broj"
            | "poštanski_broj"
            | "индекс"
            | "کد_پستی" => Target::Postcode,
            "city" | "place" | "town" | "محل" | "grad" | "mesto" | "mjesto" | "город" | "شهر" => {
                Target::Place
            }
            "do_not_call" | "does_not_want_calls" | "ne_želi_pozive" | "zabrana_poziva" | "отказ_от_звонков" => {
                Target::DoNotCall
            }
            "consent"
            | "day_of_consent"
            | "dan_saglasnosti"
            | "dan_privole"
            | "согласие"
            | "день_согласия"
            | "saglasnost"
            | "suglasnost"
            | "privola" => Target::ConsentDay,
            "campaign" | "kampanja" | "кампания" | "کمپین" => Target::Campaign,
            "outcome" | "answer" | "response" | "ishod" | "odgovor" | "ответ" | "پاسخ" => Target::Outcome,
            "response_date" | "response_day" | "date" | "datum" | "дата" | "تاریخ" => Target::ResponseDay,
            "note" | "notes" | "comment" | "napomena" | "beleška" | "bilješka" | "примечание" | "یادداشت" => {
                Target::Note
            }
            "origin" | "channel" | "source" | "kanal" | "izvor" | "канал" if kind == ImportKind::Responses => {
                Target::ResponseChannel
            }
            "origin" | "channel" | "source" | "kanal" | "izvor" | "канал" => Target::Channel,
            "first_contact" | "first_contact_date" => Target::FirstContact,
            "won_date" | "won" | "won_day" => Target::WonDay,
            "amount" | "revenue" | "declared_monthly_revenue" | "iznos" | "сумма" | "مبلغ" => Target::Amount,
            "sr_id" | "representative" | "sales_rep" | "seller" => Target::Representative,
            _ => return None,
        };
        Target::fixed(kind).contains(&guess).then_some(guess)
    }
}

/// What the columns mean together: a first name without a family name beside it is the whole name, and the other way round.
pub fn settle_names(targets: &mut [&mut Target]) {
    let has = |target: &Target| targets.iter().any(|t| **t == *target);
    let family = has(&Target::FamilyName);
    let (from, to) = match (has(&Target::GivenName), has(&Target::Name)) {
        (true, false) if !family => (Target::GivenName, Target::Name),
        (false, true) if family => (Target::Name, Target::GivenName),
        _ => return,
    };
    for target in targets.iter_mut().filter(|t| ***t == from) {
        **target = to.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_survive_their_code() {
        let targets = [
            Target::Skip,
            Target::Attribute(7),
            Target::NewAttribute { name: "Cold: rooms".into(), kind: AttributeKind::Number },
        ];
        for target in targets.into_iter().chain(ImportKind::ALL.into_iter().flat_map(Target::fixed)) {
            assert_eq!(Target::parse(&target.code()), Some(target));
        }
    }

    #[test]
    fn the_columns_of_the_real_files_are_recognised() {
        assert_eq!(Target::guess(ImportKind::Leads, "mql_id"), Some(Target::External));
        assert_eq!(Target::guess(ImportKind::Leads, "origin"), Some(Target::Channel));
        assert_eq!(Target::guess(ImportKind::Wins, "won_date"), Some(Target::WonDay));
        assert_eq!(Target::guess(ImportKind::People, "origin"), None);
    }
}
