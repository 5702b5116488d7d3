-- The audit trail only grows.
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
    BEGIN SELECT raise(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_is_whole BEFORE DELETE ON audit
    BEGIN SELECT raise(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_head_stays BEFORE UPDATE ON audit_head
    BEGIN SELECT raise(ABORT, 'heads of the audit trail stay'); END;
CREATE TRIGGER audit_head_is_whole BEFORE DELETE ON audit_head
    BEGIN SELECT raise(ABORT, 'heads of the audit trail stay'); END;
