//! The tables as diesel sees them: the same names, order and types as the migrations. No query is written here.

diesel::table! {
    units (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        parent_id -> Nullable<Text>,
        ranking_group -> Text,
        leader -> Text,
        active -> Bool,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        username -> Text,
        display_name -> Text,
        role -> Text,
        unit_id -> Nullable<Text>,
        scope_unit_id -> Nullable<Text>,
        password_hash -> Text,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
        must_change_password -> Bool,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        device_name -> Text,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        issued_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        previous_hash -> Nullable<Text>,
        exchange_key_hash -> Nullable<Text>,
    }
}

diesel::table! {
    categories (scheme, code) {
        scheme -> Text,
        code -> Text,
        name -> Text,
        campaign_word -> Text,
        limit_value -> BigInt,
        limit_unit -> Text,
        urgent -> Bool,
        active -> Bool,
        position -> BigInt,
    }
}

diesel::table! {
    zones (id) {
        id -> Text,
        code -> Text,
        version -> BigInt,
        name -> Text,
        kind -> Text,
        unit_id -> Text,
        street_id -> Text,
        district_id -> Text,
        leader -> Text,
        grid_keeper -> Text,
        geometry -> Text,
        valid_from -> BigInt,
        valid_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    routing_rules (id) {
        id -> Text,
        table_version -> BigInt,
        number -> BigInt,
        scheme -> Text,
        category_prefix -> Text,
        district_id -> Nullable<Text>,
        street_id -> Nullable<Text>,
        zone_code -> Text,
        zone_kind -> Text,
        department_id -> Text,
        priority -> BigInt,
    }
}

diesel::table! {
    documents (kind, version) {
        kind -> Text,
        version -> BigInt,
        name -> Text,
        hash -> Text,
        body -> Text,
        created_at -> BigInt,
        created_by -> Nullable<Text>,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    photos (sha256) {
        sha256 -> Text,
        bytes -> BigInt,
        media_type -> Text,
        width -> BigInt,
        height -> BigInt,
        orientation -> BigInt,
        taken_at -> Nullable<BigInt>,
        taken_offset_s -> Nullable<BigInt>,
        lon -> Nullable<Double>,
        lat -> Nullable<Double>,
        accuracy_m -> Nullable<Double>,
        camera -> Nullable<Text>,
        phash -> BigInt,
        band_a -> BigInt,
        band_b -> BigInt,
        band_c -> BigInt,
        band_d -> BigInt,
        flags -> Text,
        uploaded_by -> Text,
        uploaded_at -> BigInt,
        used_at -> Nullable<BigInt>,
        picture_hash -> Nullable<Text>,
    }
}

diesel::table! {
    photo_uploads (sha256, user_id) {
        sha256 -> Text,
        user_id -> Text,
        uploaded_at -> BigInt,
    }
}

diesel::table! {
    photo_views (sha256, user_id) {
        sha256 -> Text,
        user_id -> Text,
        seen_at -> BigInt,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        number -> Text,
        version -> BigInt,
        request_hash -> Text,
        state -> Text,
        scheme -> Text,
        category_code -> Text,
        campaign_id -> Nullable<Text>,
        mode -> Text,
        description -> Text,
        address -> Text,
        lon -> Double,
        lat -> Double,
        raw_lon -> Double,
        raw_lat -> Double,
        crs -> Text,
        accuracy_m -> Nullable<Double>,
        cell -> BigInt,
        position_source -> Text,
        captured_at -> BigInt,
        reporter_id -> Text,
        reported_at -> BigInt,
        zone_id -> Nullable<Text>,
        zone_unit_id -> Nullable<Text>,
        street_id -> Nullable<Text>,
        district_id -> Nullable<Text>,
        route -> Text,
        department_id -> Nullable<Text>,
        limit_value -> Nullable<BigInt>,
        limit_unit -> Nullable<Text>,
        calendar_provisional -> Bool,
        dispatched_at -> Nullable<BigInt>,
        deadline_at -> Nullable<BigInt>,
        due_at -> Nullable<BigInt>,
        yellow_at -> Nullable<BigInt>,
        next_rung_at -> Nullable<BigInt>,
        handled_at -> Nullable<BigInt>,
        handled_by -> Nullable<Text>,
        on_time -> Nullable<Bool>,
        closed_at -> Nullable<BigInt>,
        handled_once -> Bool,
        reworks_in_dispatch -> BigInt,
        speed_millionths -> BigInt,
        letters -> BigInt,
        wrong_returns -> BigInt,
        falsified -> BigInt,
        recurrence_of -> Nullable<Text>,
        rework_count -> BigInt,
        return_count -> BigInt,
        extension_count -> BigInt,
        extension_asked -> Bool,
        handlers -> Text,
        duplicate_of -> Nullable<Text>,
        letter_count -> BigInt,
        wrong_return_count -> BigInt,
        falsified_count -> BigInt,
        self_found -> Bool,
    }
}

diesel::table! {
    events (case_id, seq) {
        case_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        action -> Text,
        data -> Text,
        prev_hash -> Text,
        hash -> Text,
        due_at -> Nullable<BigInt>,
        command_id -> Nullable<Text>,
        command_hash -> Nullable<Text>,
    }
}

diesel::table! {
    case_photos (case_id, event_seq, position) {
        case_id -> Text,
        sha256 -> Text,
        role -> Text,
        event_seq -> BigInt,
        position -> BigInt,
        flags -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        key -> Text,
        payload -> Text,
        run_at -> BigInt,
        attempts -> BigInt,
        leased_until -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        failed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    rankings (id) {
        id -> Text,
        board -> Text,
        period -> Text,
        status -> Text,
        version -> BigInt,
        as_of -> BigInt,
        rulebook_version -> BigInt,
        rulebook_hash -> Text,
        content -> Text,
        hash -> Text,
        corrects_id -> Nullable<Text>,
        correction_reason -> Text,
        created_by -> Nullable<Text>,
        review_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        published_by -> Nullable<Text>,
    }
}

diesel::table! {
    ranking_cases (ranking_id, case_id) {
        ranking_id -> Text,
        case_id -> Text,
        unit_id -> Text,
        counted -> Text,
    }
}

diesel::table! {
    audit (id) {
        id -> Text,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        action -> Text,
        subject -> Text,
        data -> Text,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Text,
        version -> BigInt,
        name -> Text,
        categories -> Text,
        zones -> Text,
        districts -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        request_hash -> Text,
        created_by -> Text,
    }
}

diesel::table! {
    visits (id) {
        id -> Text,
        request_hash -> Text,
        inspector_id -> Text,
        zone_id -> Text,
        zone_code -> Text,
        street_id -> Text,
        district_id -> Text,
        mode -> Text,
        campaign_id -> Nullable<Text>,
        started_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        track_points -> BigInt,
    }
}

diesel::table! {
    visit_tracks (visit_id) {
        visit_id -> Text,
        started_at -> BigInt,
        crs -> Text,
        points -> Text,
    }
}

diesel::table! {
    notices (id) {
        id -> Text,
        at -> BigInt,
        kind -> Text,
        case_id -> Text,
        unit_id -> Nullable<Text>,
        user_id -> Nullable<Text>,
        actor_id -> Nullable<Text>,
        said -> Text,
    }
}

diesel::table! {
    notice_marks (user_id) {
        user_id -> Text,
        read_to -> BigInt,
    }
}

diesel::table! {
    devices (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        session_id -> Text,
        seen_at -> BigInt,
    }
}

diesel::table! {
    clock_incidents (id) {
        id -> Text,
        boot -> Text,
        why -> Text,
        began_at -> BigInt,
        wall_at -> BigInt,
        steady_us -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
        reason -> Text,
        records_to -> Nullable<BigInt>,
        wrote_from -> Nullable<BigInt>,
        wrote_to -> Nullable<BigInt>,
        renewed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    clock_marks (case_id, seq) {
        case_id -> Text,
        seq -> BigInt,
        kind -> Text,
    }
}

diesel::joinable!(notices -> cases (case_id));
diesel::joinable!(photo_uploads -> photos (sha256));
diesel::allow_tables_to_appear_in_same_query!(
    units,
    users,
    sessions,
    refresh_tokens,
    categories,
    zones,
    routing_rules,
    documents,
    counters,
    photos,
    photo_uploads,
    photo_views,
    cases,
    events,
    case_photos,
    jobs,
    rankings,
    ranking_cases,
    audit,
    campaigns,
    visits,
    visit_tracks,
    notices,
    notice_marks,
    clock_incidents,
    clock_marks,
    devices
);
