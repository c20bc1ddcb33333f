"""The first tables of every slice

Rules for a safe migration, read them as you write:
* One thing each, in both directions. Never edit one that has been merged.
* A new non-null column goes in two moves: with a server default, which the next migration drops.
* Move data with SQL of this revision's own; never import models, they change.
* Signed plans, handouts and the audit trail are append-only: their triggers must stand again afterwards.

Revision ID: 0001_first_tables
Revises: 
"""

import sqlalchemy as sa
from alembic import op


revision = '0001_first_tables'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.Column('head_seal', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_audit_head')
    )
    op.create_table('failed_sign_in',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_failed_sign_in')
    )
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.create_index('ix_failed_sign_in_key', ['key'], unique=False)

    op.create_table('pairing_try',
    sa.Column('address_sha256', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_pairing_try')
    )
    with op.batch_alter_table('pairing_try', schema=None) as batch_op:
        batch_op.create_index('ix_pairing_try_address_sha256', ['address_sha256'], unique=False)

    op.create_table('patient',
    sa.Column('chart_number', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('name_sort', sa.String(length=200), nullable=False),
    sa.Column('print_name', sa.String(length=30), nullable=False),
    sa.Column('born_on', sa.Date(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('wants_interpreter', sa.Boolean(), nullable=False),
    sa.Column('wants_large_print', sa.Boolean(), nullable=False),
    sa.Column('sex_birth', sa.String(length=10), nullable=True),
    sa.Column('paper', sa.String(length=10), nullable=True),
    sa.Column('handout_language', sa.String(length=10), nullable=True),
    sa.Column('prints_mono', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_patient'),
    sa.UniqueConstraint('chart_number', name='uq_patient_chart_number')
    )
    with op.batch_alter_table('patient', schema=None) as batch_op:
        batch_op.create_index('ix_patient_name_sorted', ['name_sort'], unique=False)

    op.create_table('practice',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('emergency_number', sa.String(length=20), nullable=False),
    sa.Column('paper', sa.String(length=10), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('tablet_idle_minutes', sa.Integer(), nullable=False),
    sa.Column('allows_unreviewed_translation', sa.Boolean(), nullable=False),
    sa.Column('logo', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_practice')
    )
    op.create_table('user',
    sa.Column('username', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('credentials', sa.String(length=60), nullable=False),
    sa.Column('initials', sa.String(length=6), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('is_lead', sa.Boolean(), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_user'),
    sa.UniqueConstraint('username', name='uq_user_username')
    )
    op.create_table('approval',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('approved_by_id', sa.Uuid(), nullable=False),
    sa.Column('checked_by_name', sa.String(length=100), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['user.id'], name='fk_approval_approved_by_id_user'),
    sa.PrimaryKeyConstraint('id', name='pk_approval'),
    sa.UniqueConstraint('code', 'content_sha256', 'language', name='uq_approval_code_content_sha256_language')
    )
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index('ix_approval_code', ['code'], unique=False)

    op.create_table('audit_event',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('actor_kind', sa.String(length=20), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=True),
    sa.Column('patient_id', sa.Uuid(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name='fk_audit_event_actor_id_user'),
    sa.PrimaryKeyConstraint('number', name='pk_audit_event')
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index('ix_audit_event_action', ['action'], unique=False)
        batch_op.create_index('ix_audit_event_actor_id', ['actor_id'], unique=False)
        batch_op.create_index('ix_audit_event_patient_id', ['patient_id'], unique=False)
        batch_op.create_index('ix_audit_event_subject_id', ['subject_id'], unique=False)

    op.create_table('plan_template',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name='fk_plan_template_owner_id_user'),
    sa.PrimaryKeyConstraint('id', name='pk_plan_template')
    )
    with op.batch_alter_table('plan_template', schema=None) as batch_op:
        batch_op.create_index('ix_plan_template_owner_id', ['owner_id'], unique=False)

    op.create_table('set_up_link',
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_set_up_link_user_id_user', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_set_up_link'),
    sa.UniqueConstraint('token_sha256', name='uq_set_up_link_token_sha256')
    )
    with op.batch_alter_table('set_up_link', schema=None) as batch_op:
        batch_op.create_index('ix_set_up_link_user_id', ['user_id'], unique=False)

    op.create_table('visit',
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('clinician_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_visit_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinician_id'], ['user.id'], name='fk_visit_clinician_id_user'),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name='fk_visit_patient_id_patient'),
    sa.PrimaryKeyConstraint('id', name='pk_visit')
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index('ix_visit_clinician_id', ['clinician_id'], unique=False)
        batch_op.create_index('ix_visit_day', ['starts_at'], unique=False)
        batch_op.create_index('ix_visit_patient_id', ['patient_id'], unique=False)

    op.create_table('exam_findings',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('impression', sa.Text(), nullable=False),
    sa.Column('last_change', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('not_tested', sa.JSON(), nullable=False),
    sa.Column('exam_tug_s', sa.Double(), nullable=True),
    sa.Column('exam_spine', sa.String(length=24), nullable=True),
    sa.Column('shoe_gap_mm', sa.Double(), nullable=True),
    sa.Column('shoe_trace_wider', sa.String(length=24), nullable=True),
    sa.Column('shoe_size', sa.Double(), nullable=True),
    sa.Column('shoe_size_system', sa.String(length=24), nullable=True),
    sa.Column('wells_1', sa.String(length=24), nullable=True),
    sa.Column('wells_2', sa.String(length=24), nullable=True),
    sa.Column('wells_3', sa.String(length=24), nullable=True),
    sa.Column('wells_4', sa.String(length=24), nullable=True),
    sa.Column('wells_5', sa.String(length=24), nullable=True),
    sa.Column('wells_6', sa.String(length=24), nullable=True),
    sa.Column('wells_7', sa.String(length=24), nullable=True),
    sa.Column('wells_8', sa.String(length=24), nullable=True),
    sa.Column('wells_9', sa.String(length=24), nullable=True),
    sa.Column('wells_alt', sa.String(length=24), nullable=True),
    sa.Column('pt_surgeon_limits', sa.Text(), nullable=True),
    sa.Column('pt_surgeon_limits_by', sa.Text(), nullable=True),
    sa.Column('pt_surgeon_limits_on', sa.Date(), nullable=True),
    sa.Column('pt_exercise_clearance', sa.Text(), nullable=True),
    sa.Column('pt_exercise_clearance_by', sa.Text(), nullable=True),
    sa.Column('pt_exercise_clearance_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_exam_findings_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_exam_findings'),
    sa.UniqueConstraint('visit_id', name='uq_exam_findings_visit_id')
    )
    op.create_table('flag_answer',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('foot', sa.String(length=1), nullable=False),
    sa.Column('flag', sa.String(length=10), nullable=False),
    sa.Column('ruling', sa.Enum('cleared', 'image_first', 'refer', 'seen_elsewhere', name='ruling', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('seen_by', sa.String(length=100), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Uuid(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name='fk_flag_answer_answered_by_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_flag_answer_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_flag_answer'),
    sa.UniqueConstraint('visit_id', 'foot', 'flag', name='uq_flag_answer_visit_id_foot_flag')
    )
    op.create_table('intake',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('units', sa.String(length=10), nullable=False),
    sa.Column('is_return', sa.Boolean(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('steps_done', sa.JSON(), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('send_key', sa.String(length=40), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mismatch_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('help_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('urgent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('urgent_level', sa.String(length=10), nullable=True),
    sa.Column('urgent_codes', sa.JSON(), nullable=False),
    sa.Column('last_answer_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('has_no_activity', sa.Boolean(), nullable=False),
    sa.Column('fu_zones', sa.String(length=24), nullable=True),
    sa.Column('fu_shoes', sa.String(length=24), nullable=True),
    sa.Column('fu_activity', sa.String(length=24), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sym_side', sa.String(length=24), nullable=True),
    sa.Column('guardian_ok', sa.String(length=24), nullable=True),
    sa.Column('height_cm', sa.Double(), nullable=True),
    sa.Column('weight_kg', sa.Double(), nullable=True),
    sa.Column('sex_birth', sa.String(length=24), nullable=True),
    sa.Column('can_see_feet', sa.String(length=24), nullable=True),
    sa.Column('can_reach_feet', sa.String(length=24), nullable=True),
    sa.Column('fu_health_changed', sa.String(length=24), nullable=True),
    sa.Column('rf_trauma', sa.String(length=24), nullable=True),
    sa.Column('rf_cant4', sa.String(length=24), nullable=True),
    sa.Column('rf_deform', sa.String(length=24), nullable=True),
    sa.Column('rf_hot_red', sa.String(length=24), nullable=True),
    sa.Column('rf_toe_sudden', sa.String(length=24), nullable=True),
    sa.Column('rf_fever', sa.String(length=24), nullable=True),
    sa.Column('rf_wound', sa.String(length=24), nullable=True),
    sa.Column('rf_streak', sa.String(length=24), nullable=True),
    sa.Column('rf_black', sa.String(length=24), nullable=True),
    sa.Column('rf_cold_pale', sa.String(length=24), nullable=True),
    sa.Column('rf_new_weak', sa.String(length=24), nullable=True),
    sa.Column('rf_calf', sa.String(length=24), nullable=True),
    sa.Column('rf_breath', sa.String(length=24), nullable=True),
    sa.Column('rf_bedsurg', sa.String(length=24), nullable=True),
    sa.Column('rf_night', sa.String(length=24), nullable=True),
    sa.Column('rf_wtloss', sa.String(length=24), nullable=True),
    sa.Column('rf_lump', sa.String(length=24), nullable=True),
    sa.Column('rf_skinmark', sa.String(length=24), nullable=True),
    sa.Column('rf_cauda', sa.String(length=24), nullable=True),
    sa.Column('rf_joints', sa.String(length=24), nullable=True),
    sa.Column('rf_touch', sa.String(length=24), nullable=True),
    sa.Column('rf_color', sa.String(length=24), nullable=True),
    sa.Column('rf_sweat', sa.String(length=24), nullable=True),
    sa.Column('rf_stiffnail', sa.String(length=24), nullable=True),
    sa.Column('sym_morning_min', sa.Integer(), nullable=True),
    sa.Column('sym_limp', sa.String(length=24), nullable=True),
    sa.Column('sym_tried', sa.JSON(), nullable=True),
    sa.Column('hx_diabetes', sa.String(length=24), nullable=True),
    sa.Column('hx_neuropathy', sa.String(length=24), nullable=True),
    sa.Column('hx_ulcer', sa.String(length=24), nullable=True),
    sa.Column('hx_amp', sa.String(length=24), nullable=True),
    sa.Column('hx_dialysis', sa.String(length=24), nullable=True),
    sa.Column('hx_charcot', sa.String(length=24), nullable=True),
    sa.Column('hx_pad', sa.String(length=24), nullable=True),
    sa.Column('hx_claud', sa.String(length=24), nullable=True),
    sa.Column('hx_smoke', sa.String(length=24), nullable=True),
    sa.Column('hx_heart', sa.String(length=24), nullable=True),
    sa.Column('hx_ia', sa.String(length=24), nullable=True),
    sa.Column('hx_gout', sa.String(length=24), nullable=True),
    sa.Column('hx_bone', sa.String(length=24), nullable=True),
    sa.Column('hx_stress_fx', sa.String(length=24), nullable=True),
    sa.Column('hx_steroid', sa.String(length=24), nullable=True),
    sa.Column('hx_immuno', sa.String(length=24), nullable=True),
    sa.Column('hx_thinner', sa.String(length=24), nullable=True),
    sa.Column('hx_cancer', sa.String(length=24), nullable=True),
    sa.Column('hx_dvt', sa.String(length=24), nullable=True),
    sa.Column('hx_preg', sa.String(length=24), nullable=True),
    sa.Column('hx_menses', sa.String(length=24), nullable=True),
    sa.Column('hx_low_energy', sa.String(length=24), nullable=True),
    sa.Column('hx_falls', sa.Integer(), nullable=True),
    sa.Column('hx_unsteady', sa.String(length=24), nullable=True),
    sa.Column('hx_worry_fall', sa.String(length=24), nullable=True),
    sa.Column('hx_neuro', sa.String(length=24), nullable=True),
    sa.Column('hx_skin', sa.String(length=24), nullable=True),
    sa.Column('work_stand_h', sa.Double(), nullable=True),
    sa.Column('shoe_main', sa.String(length=24), nullable=True),
    sa.Column('shoe_hours', sa.Double(), nullable=True),
    sa.Column('shoe_len_feel', sa.String(length=24), nullable=True),
    sa.Column('shoe_width_feel', sa.String(length=24), nullable=True),
    sa.Column('shoe_toebox', sa.String(length=24), nullable=True),
    sa.Column('shoe_toebox_low', sa.String(length=24), nullable=True),
    sa.Column('shoe_heel_cm', sa.Double(), nullable=True),
    sa.Column('shoe_heel_days', sa.Integer(), nullable=True),
    sa.Column('shoe_thin', sa.String(length=24), nullable=True),
    sa.Column('shoe_miles', sa.Double(), nullable=True),
    sa.Column('shoe_age_mo', sa.Integer(), nullable=True),
    sa.Column('shoe_worn', sa.String(length=24), nullable=True),
    sa.Column('shoe_insole', sa.JSON(), nullable=True),
    sa.Column('shoe_insole_wk', sa.Integer(), nullable=True),
    sa.Column('shoe_change', sa.String(length=24), nullable=True),
    sa.Column('shoe_measured', sa.String(length=24), nullable=True),
    sa.Column('shoe_fasten', sa.String(length=24), nullable=True),
    sa.Column('act_before_min', sa.Integer(), nullable=True),
    sa.Column('act_long_now', sa.Double(), nullable=True),
    sa.Column('act_long_30d', sa.Double(), nullable=True),
    sa.Column('act_ramp', sa.JSON(), nullable=True),
    sa.Column('act_inactive', sa.String(length=24), nullable=True),
    sa.Column('act_can_swim', sa.String(length=24), nullable=True),
    sa.Column('act_access', sa.JSON(), nullable=True),
    sa.Column('act_goal', sa.Text(), nullable=True),
    sa.Column('act_goal_date', sa.Date(), nullable=True),
    sa.Column('conf_0_10', sa.Integer(), nullable=True),
    sa.Column('time_min', sa.Integer(), nullable=True),
    sa.Column('psfs_1', sa.Text(), nullable=True),
    sa.Column('psfs_1_score', sa.Integer(), nullable=True),
    sa.Column('psfs_2', sa.Text(), nullable=True),
    sa.Column('psfs_2_score', sa.Integer(), nullable=True),
    sa.Column('psfs_3', sa.Text(), nullable=True),
    sa.Column('psfs_3_score', sa.Integer(), nullable=True),
    sa.Column('yf_fear', sa.Integer(), nullable=True),
    sa.Column('yf_mood', sa.String(length=24), nullable=True),
    sa.Column('yf_passive', sa.Integer(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_intake_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_intake'),
    sa.UniqueConstraint('send_key', name='uq_intake_send_key'),
    sa.UniqueConstraint('visit_id', name='uq_intake_visit_id')
    )
    op.create_table('line_report',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('fu_done', sa.Integer(), nullable=True),
    sa.Column('fu_pain', sa.Integer(), nullable=True),
    sa.Column('fu_morning', sa.String(length=8), nullable=True),
    sa.Column('fu_why_not', sa.Text(), nullable=False),
    sa.Column('entered_by_id', sa.Uuid(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name='fk_line_report_entered_by_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_line_report_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_line_report'),
    sa.UniqueConstraint('visit_id', 'code', name='uq_line_report_visit_id_code')
    )
    op.create_table('plan',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('plan_on', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('log_code', sa.String(length=12), nullable=False),
    sa.Column('clinician_id', sa.Uuid(), nullable=False),
    sa.Column('proposed_from', sa.String(length=64), nullable=False),
    sa.Column('goal', sa.String(length=120), nullable=False),
    sa.Column('goal_on', sa.Date(), nullable=True),
    sa.Column('goal_now', sa.Integer(), nullable=True),
    sa.Column('goal_aim', sa.Integer(), nullable=True),
    sa.Column('green_most', sa.Integer(), nullable=False),
    sa.Column('yellow_most', sa.Integer(), nullable=False),
    sa.Column('note_en', sa.Text(), nullable=False),
    sa.Column('note_es', sa.Text(), nullable=False),
    sa.Column('next_visit_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('has_shoe_card', sa.Boolean(), nullable=False),
    sa.Column('has_pad_page', sa.Boolean(), nullable=False),
    sa.Column('has_changes_page', sa.Boolean(), nullable=False),
    sa.Column('ladder', sa.String(length=10), nullable=False),
    sa.Column('ladder_on', sa.Date(), nullable=True),
    sa.Column('taught_back', sa.Boolean(), nullable=True),
    sa.Column('undo', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinician_id'], ['user.id'], name='fk_plan_clinician_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_plan_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_plan'),
    sa.UniqueConstraint('log_code', name='uq_plan_log_code'),
    sa.UniqueConstraint('visit_id', name='uq_plan_visit_id')
    )
    op.create_table('plan_version',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('log_code', sa.String(length=12), nullable=False),
    sa.Column('content', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('draft', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('library_revision', sa.String(length=64), nullable=False),
    sa.Column('unapproved', sa.JSON(), nullable=False),
    sa.Column('change_reason', sa.Text(), nullable=False),
    sa.Column('signed_by_id', sa.Uuid(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['signed_by_id'], ['user.id'], name='fk_plan_version_signed_by_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_plan_version_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_plan_version'),
    sa.UniqueConstraint('log_code', name='uq_plan_version_log_code'),
    sa.UniqueConstraint('visit_id', 'number', name='uq_plan_version_visit_id_number')
    )
    op.create_table('re_asked',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('field', sa.String(length=30), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name='fk_re_asked_asked_by_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_re_asked_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_re_asked'),
    sa.UniqueConstraint('visit_id', 'field', name='uq_re_asked_visit_id_field')
    )
    op.create_table('referral',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('flags', sa.JSON(), nullable=False),
    sa.Column('addressee', sa.String(length=200), nullable=False),
    sa.Column('told_patient', sa.Text(), nullable=False),
    sa.Column('told_by_id', sa.Uuid(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['told_by_id'], ['user.id'], name='fk_referral_told_by_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_referral_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_referral')
    )
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.create_index('ix_referral_visit_id', ['visit_id'], unique=False)

    op.create_table('score',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('measure', sa.String(length=24), nullable=False),
    sa.Column('foot', sa.String(length=1), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('entered_by_id', sa.Uuid(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name='fk_score_entered_by_id_user'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name='fk_score_visit_id_visit'),
    sa.PrimaryKeyConstraint('id', name='pk_score'),
    sa.UniqueConstraint('visit_id', 'measure', 'foot', name='uq_score_visit_id_measure_foot')
    )
    op.create_table('browser_session',
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('stranger', 'staff', 'tablet', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('intake_id', sa.Uuid(), nullable=True),
    sa.Column('data', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('device', sa.String(length=80), nullable=False),
    sa.Column('idle_seconds', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('active_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name='fk_browser_session_intake_id_intake', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_browser_session_user_id_user', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_browser_session'),
    sa.UniqueConstraint('token_sha256', name='uq_browser_session_token_sha256')
    )
    with op.batch_alter_table('browser_session', schema=None) as batch_op:
        batch_op.create_index('ix_browser_session_intake_id', ['intake_id'], unique=False)
        batch_op.create_index('ix_browser_session_user_id', ['user_id'], unique=False)

    op.create_table('foot_findings',
    sa.Column('findings_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(length=1), nullable=False),
    sa.Column('not_tested', sa.JSON(), nullable=False),
    sa.Column('exam_fpi1', sa.Integer(), nullable=True),
    sa.Column('exam_fpi2', sa.Integer(), nullable=True),
    sa.Column('exam_fpi3', sa.Integer(), nullable=True),
    sa.Column('exam_fpi4', sa.Integer(), nullable=True),
    sa.Column('exam_fpi5', sa.Integer(), nullable=True),
    sa.Column('exam_fpi6', sa.Integer(), nullable=True),
    sa.Column('exam_fpi', sa.Integer(), nullable=True),
    sa.Column('exam_kw_cm', sa.Double(), nullable=True),
    sa.Column('exam_kw_deg', sa.Double(), nullable=True),
    sa.Column('exam_df_ext', sa.Double(), nullable=True),
    sa.Column('exam_df_flex', sa.Double(), nullable=True),
    sa.Column('exam_mtp1_df', sa.Double(), nullable=True),
    sa.Column('exam_hv', sa.Integer(), nullable=True),
    sa.Column('exam_toe_def', sa.String(length=24), nullable=True),
    sa.Column('exam_mulder', sa.String(length=24), nullable=True),
    sa.Column('exam_web_squeeze', sa.String(length=24), nullable=True),
    sa.Column('exam_web', sa.JSON(), nullable=True),
    sa.Column('exam_mtp_squeeze', sa.String(length=24), nullable=True),
    sa.Column('exam_drawer', sa.String(length=24), nullable=True),
    sa.Column('exam_drawer_toe', sa.String(length=24), nullable=True),
    sa.Column('exam_purchase', sa.String(length=24), nullable=True),
    sa.Column('exam_palp', sa.JSON(), nullable=True),
    sa.Column('exam_temp_diff', sa.Double(), nullable=True),
    sa.Column('exam_skin', sa.String(length=24), nullable=True),
    sa.Column('exam_callus', sa.JSON(), nullable=True),
    sa.Column('exam_fatpad', sa.String(length=24), nullable=True),
    sa.Column('exam_monofil', sa.String(length=24), nullable=True),
    sa.Column('exam_pulses', sa.String(length=24), nullable=True),
    sa.Column('exam_abi', sa.Double(), nullable=True),
    sa.Column('exam_hr_reps', sa.Integer(), nullable=True),
    sa.Column('exam_balance_s', sa.Double(), nullable=True),
    sa.Column('foot_len_mm', sa.Double(), nullable=True),
    sa.Column('foot_width_mm', sa.Double(), nullable=True),
    sa.Column('pad_heads', sa.JSON(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("side IN ('r', 'l')", name='ck_foot_findings_side_is_r_or_l'),
    sa.ForeignKeyConstraint(['findings_id'], ['exam_findings.id'], name='fk_foot_findings_findings_id_exam_findings', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_foot_findings'),
    sa.UniqueConstraint('findings_id', 'side', name='uq_foot_findings_findings_id_side')
    )
    op.create_table('handout',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('paper', sa.String(length=10), nullable=False),
    sa.Column('size', sa.String(length=10), nullable=False),
    sa.Column('mono', sa.Boolean(), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=True),
    sa.Column('pdf_sha256', sa.String(length=64), nullable=False),
    sa.Column('software', sa.String(length=40), nullable=False),
    sa.Column('rendered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['plan_version.id'], name='fk_handout_version_id_plan_version'),
    sa.PrimaryKeyConstraint('id', name='pk_handout'),
    sa.UniqueConstraint('version_id', 'language', 'paper', 'size', 'mono', name='uq_handout_version_id_language_paper_size_mono')
    )
    op.create_table('intake_activity',
    sa.Column('intake_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('activity', sa.String(length=24), nullable=False),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('effort', sa.String(length=24), nullable=True),
    sa.Column('surface', sa.String(length=24), nullable=True),
    sa.Column('pain', sa.Integer(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name='fk_intake_activity_intake_id_intake', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_intake_activity')
    )
    with op.batch_alter_table('intake_activity', schema=None) as batch_op:
        batch_op.create_index('ix_intake_activity_intake_id', ['intake_id'], unique=False)

    op.create_table('intake_foot',
    sa.Column('intake_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(length=1), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.Column('sym_zone', sa.JSON(), nullable=True),
    sa.Column('sym_zone_worst', sa.String(length=24), nullable=True),
    sa.Column('sym_onset', sa.String(length=24), nullable=True),
    sa.Column('sym_pop', sa.String(length=24), nullable=True),
    sa.Column('sym_weeks', sa.Double(), nullable=True),
    sa.Column('sym_trend', sa.String(length=24), nullable=True),
    sa.Column('nprs_now', sa.Integer(), nullable=True),
    sa.Column('nprs_avg', sa.Integer(), nullable=True),
    sa.Column('nprs_worst', sa.Integer(), nullable=True),
    sa.Column('sym_quality', sa.JSON(), nullable=True),
    sa.Column('sym_numb', sa.String(length=24), nullable=True),
    sa.Column('sym_numb_where', sa.String(length=24), nullable=True),
    sa.Column('sym_pebble', sa.String(length=24), nullable=True),
    sa.Column('sym_click', sa.String(length=24), nullable=True),
    sa.Column('sym_swell_top', sa.String(length=24), nullable=True),
    sa.Column('sym_swell_bottom', sa.String(length=24), nullable=True),
    sa.Column('sym_agg', sa.JSON(), nullable=True),
    sa.Column('sym_ease', sa.JSON(), nullable=True),
    sa.Column('sym_timing', sa.JSON(), nullable=True),
    sa.Column('sym_night', sa.String(length=24), nullable=True),
    sa.Column('sym_rest_pain', sa.String(length=24), nullable=True),
    sa.Column('sym_toe_change', sa.JSON(), nullable=True),
    sa.Column('hx_foot_sx', sa.String(length=24), nullable=True),
    sa.Column('hx_inject', sa.String(length=24), nullable=True),
    sa.Column('shp_arch', sa.String(length=24), nullable=True),
    sa.Column('shp_toe_len', sa.String(length=24), nullable=True),
    sa.Column('shp_bunion', sa.Integer(), nullable=True),
    sa.Column('shp_hammer', sa.JSON(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("side IN ('r', 'l')", name='ck_intake_foot_side_is_r_or_l'),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name='fk_intake_foot_intake_id_intake', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_intake_foot'),
    sa.UniqueConstraint('intake_id', 'side', name='uq_intake_foot_intake_id_side')
    )
    op.create_table('intake_shoe',
    sa.Column('intake_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('use', sa.String(length=24), nullable=True),
    sa.Column('hours_wk', sa.Double(), nullable=True),
    sa.Column('width_feel', sa.String(length=24), nullable=True),
    sa.Column('heel_cm', sa.Double(), nullable=True),
    sa.Column('age_mo', sa.Integer(), nullable=True),
    sa.Column('toebox', sa.String(length=24), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name='fk_intake_shoe_intake_id_intake', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_intake_shoe')
    )
    with op.batch_alter_table('intake_shoe', schema=None) as batch_op:
        batch_op.create_index('ix_intake_shoe_intake_id', ['intake_id'], unique=False)

    op.create_table('log_entry',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('row', sa.String(length=24), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('entered_by_id', sa.Uuid(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name='fk_log_entry_entered_by_id_user'),
    sa.ForeignKeyConstraint(['version_id'], ['plan_version.id'], name='fk_log_entry_version_id_plan_version'),
    sa.PrimaryKeyConstraint('id', name='pk_log_entry'),
    sa.UniqueConstraint('version_id', 'row', 'day', name='uq_log_entry_version_id_row_day')
    )
    op.create_table('pairing',
    sa.Column('intake_id', sa.Uuid(), nullable=False),
    sa.Column('code_sha256', sa.String(length=64), nullable=False),
    sa.Column('link_sha256', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name='fk_pairing_intake_id_intake', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name='fk_pairing_made_by_id_user'),
    sa.PrimaryKeyConstraint('id', name='pk_pairing'),
    sa.UniqueConstraint('link_sha256', name='uq_pairing_link_sha256')
    )
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.create_index('ix_pairing_code_sha256', ['code_sha256'], unique=False)
        batch_op.create_index('ix_pairing_intake_id', ['intake_id'], unique=False)

    op.create_table('plan_item',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Enum('exercise', 'footwear', 'activity', name='part', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('replaces', sa.String(length=24), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'accepted', 'removed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sets', sa.Integer(), nullable=True),
    sa.Column('reps', sa.Integer(), nullable=True),
    sa.Column('hold_s', sa.Integer(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('rest_s', sa.Integer(), nullable=True),
    sa.Column('times_day', sa.Integer(), nullable=True),
    sa.Column('days_week', sa.Integer(), nullable=True),
    sa.Column('side', sa.String(length=8), nullable=True),
    sa.Column('resistance', sa.String(length=60), nullable=False),
    sa.Column('starts_easier', sa.Boolean(), nullable=False),
    sa.Column('note_en', sa.Text(), nullable=False),
    sa.Column('note_es', sa.Text(), nullable=False),
    sa.Column('numbers', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('weeks', sa.JSON(), nullable=False),
    sa.Column('because', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('added_by_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name='fk_plan_item_added_by_id_user'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name='fk_plan_item_plan_id_plan', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_plan_item'),
    sa.UniqueConstraint('plan_id', 'part', 'code', 'replaces', name='uq_plan_item_plan_id_part_code_replaces')
    )
    with op.batch_alter_table('plan_item', schema=None) as batch_op:
        batch_op.create_index('ix_plan_item_plan_id', ['plan_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('plan_item', schema=None) as batch_op:
        batch_op.drop_index('ix_plan_item_plan_id')

    op.drop_table('plan_item')
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.drop_index('ix_pairing_intake_id')
        batch_op.drop_index('ix_pairing_code_sha256')

    op.drop_table('pairing')
    op.drop_table('log_entry')
    with op.batch_alter_table('intake_shoe', schema=None) as batch_op:
        batch_op.drop_index('ix_intake_shoe_intake_id')

    op.drop_table('intake_shoe')
    op.drop_table('intake_foot')
    with op.batch_alter_table('intake_activity', schema=None) as batch_op:
        batch_op.drop_index('ix_intake_activity_intake_id')

    op.drop_table('intake_activity')
    op.drop_table('handout')
    op.drop_table('foot_findings')
    with op.batch_alter_table('browser_session', schema=None) as batch_op:
        batch_op.drop_index('ix_browser_session_user_id')
        batch_op.drop_index('ix_browser_session_intake_id')

    op.drop_table('browser_session')
    op.drop_table('score')
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_index('ix_referral_visit_id')

    op.drop_table('referral')
    op.drop_table('re_asked')
    op.drop_table('plan_version')
    op.drop_table('plan')
    op.drop_table('line_report')
    op.drop_table('intake')
    op.drop_table('flag_answer')
    op.drop_table('exam_findings')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_patient_id')
        batch_op.drop_index('ix_visit_day')
        batch_op.drop_index('ix_visit_clinician_id')

    op.drop_table('visit')
    with op.batch_alter_table('set_up_link', schema=None) as batch_op:
        batch_op.drop_index('ix_set_up_link_user_id')

    op.drop_table('set_up_link')
    with op.batch_alter_table('plan_template', schema=None) as batch_op:
        batch_op.drop_index('ix_plan_template_owner_id')

    op.drop_table('plan_template')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_event_subject_id')
        batch_op.drop_index('ix_audit_event_patient_id')
        batch_op.drop_index('ix_audit_event_actor_id')
        batch_op.drop_index('ix_audit_event_action')

    op.drop_table('audit_event')
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.drop_index('ix_approval_code')

    op.drop_table('approval')
    op.drop_table('user')
    op.drop_table('practice')
    with op.batch_alter_table('patient', schema=None) as batch_op:
        batch_op.drop_index('ix_patient_name_sorted')

    op.drop_table('patient')
    with op.batch_alter_table('pairing_try', schema=None) as batch_op:
        batch_op.drop_index('ix_pairing_try_address_sha256')

    op.drop_table('pairing_try')
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.drop_index('ix_failed_sign_in_key')

    op.drop_table('failed_sign_in')
    op.drop_table('audit_head')
