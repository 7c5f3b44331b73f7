//! Units and categories: lists that follow their file, field by field.

use super::*;

#[test]
fn units_change_field_by_field_and_keep_their_place_in_history() {
    let city = small();
    let before = city.set_up().units.coded("garden").unwrap().id;
    let file = "code,name,kind,parent,leader\ngarden,园林局,department,east,王局长\nlow,洼社区,community,new,\nnew,新街道,street_office,east,\n";
    let done = city.import(Kind::Units, file);
    assert_eq!(counts(&done), [2, 1, 0, 0]);
    let seen: Vec<_> = done.report.items[0]
        .differences
        .iter()
        .map(|difference| {
            (
                difference.field.as_str(),
                difference.before.as_str(),
                difference.after.as_str(),
            )
        })
        .collect();
    assert_eq!(seen, [("parent", "city", "east"), ("leader", "", "王局长")]);
    let units = &city.set_up().units;
    assert_eq!(units.coded("garden").unwrap().id, before);
    assert_eq!(
        units.coded("low").unwrap().parent,
        units.coded("new").map(|unit| unit.id)
    );
    assert!(
        units.coded("cgzf").is_some(),
        "what the file leaves out stays"
    );
}

#[test]
fn a_unit_with_work_is_not_retired() {
    let city = small();
    city.import(Kind::Routes, "number,scheme,department\n1,event,cgzf\n");
    city.import(Kind::Zones, zones(&[zone("jf", 105.71)]));
    let file = "code,name,kind,parent,active\ncgzf,城管执法局,department,city,false\nhill,山,community,east,true\n";
    assert_eq!(
        city.refused(Kind::Units, file),
        [
            ("/0/active".into(), Code::InUse),
            ("/1/kind".into(), Code::InUse)
        ]
    );
}

#[test]
fn a_unit_somebody_was_given_as_their_part_stays_a_district_or_street() {
    let city = small();
    let people = "username,display_name,role,unit,scope\nwei,魏,inspector,,hill\n";
    city.import(Kind::Users, people);
    let file = "code,name,kind,parent\nhill,山,community,east\n";
    assert_eq!(
        city.refused(Kind::Units, file),
        [("/0/kind".into(), Code::InUse)]
    );
}

#[test]
fn categories_follow_the_file_and_the_others_come_after() {
    let city = small();
    let done = city.import(
        Kind::Categories,
        "scheme,code,name,limit_value,limit_unit\nlocal,L-1,本地,2,work_day\nevent,01-02,暴露垃圾,6,hour\n",
    );
    assert_eq!(counts(&done), [1, 1, 0, 0]);
    let set_up = city.set_up();
    let mut listed: Vec<_> = set_up.categories.values().collect();
    listed.sort_by_key(|category| category.position);
    let codes: Vec<_> = listed
        .iter()
        .map(|category| category.key.code.as_str())
        .collect();
    assert_eq!(codes, ["L-1", "01-02", "02-01"]);
}
