-- The first page tells the services of a month apart: the index holds all that it asks for.
DROP INDEX message_of_month;
CREATE INDEX message_of_month
    ON message (service_month, unit, side, partner, state, partner_service, own_service);
