-- What the registers find and what cases write, each under its name; {name} stands for an earlier one.
-- Claims compare what an amount was worked out from with what the tables hold by then. A base (分) times a ratio kept
-- as text is rounded half up in whole numbers, the same on SQLite and PostgreSQL.

-- name: lately
SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL AND month IN
(SELECT DISTINCT month FROM housing_fund_contribution WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL
ORDER BY month DESC LIMIT CAST(CAST($3 AS VARCHAR) AS INTEGER))
ORDER BY month DESC, paid_on

-- name: owned
SELECT home, city, address, registered_on FROM housing_fund_home WHERE owner_number = $1 ORDER BY home

-- Since when a home belongs to the first of those who own it now; nothing where that is not known of one of them.
-- name: held_since
SELECT CASE WHEN count(*) = count(owners.registered_on) THEN min(owners.registered_on) END
FROM housing_fund_home AS owners WHERE owners.home = housing_fund_home.home

-- name: leased
SELECT number, starts, ends FROM housing_fund_lease WHERE tenant_number = $1 ORDER BY ends DESC, number

-- name: lent
SELECT contract, centre, borrower, principal, rate, interest_from, granted_on, home, granted, times, overdue,
paid_this_year, paid_year, paid_last_year, offset_contract, settled_on FROM housing_fund_loan
WHERE borrower_number = $1 AND city = $2 ORDER BY settled_on IS NULL DESC, granted_on DESC, contract

-- name: draws
SELECT case_id AS number, CASE WHEN holder_number = $1 THEN 1 ELSE 0 END AS own, city, purpose, drawn_for,
of_year, amount, COALESCE(NULLIF(paid_on, ''), held_on) AS drawn_on FROM housing_fund_withdrawal

-- name: drawn
{draws} WHERE holder_number = $1 ORDER BY drawn_on, case_id

-- name: for_it
{draws} WHERE drawn_for = $2 ORDER BY drawn_on, case_id

-- name: stays_open
NOT EXISTS (SELECT 1 FROM housing_fund_withdrawal AS closing
WHERE closing.case_id = held_by AND closing.purpose IN ('retire', 'close'))

-- Whose month is due from a payer: an open account that no case is closing, from its first month on, with nothing paid.
-- name: pays
employer = $1 AND city = $2 AND status = 'normal' AND {stays_open}

-- When a worker last left a unit, whichever account it paid into; empty where the day is not known, none where never.
-- name: left_on
SELECT COALESCE(MAX(past.left_on), '') FROM housing_fund_past_payer AS past WHERE past.employer = $1
AND past.holder_number = housing_fund_account.holder_number AND past.city = housing_fund_account.city
GROUP BY past.employer

-- name: last_paid
SELECT MAX(own.month) FROM housing_fund_contribution AS own WHERE own.payer = $1 AND own.paid_on IS NOT NULL
AND own.holder_number = housing_fund_account.holder_number AND own.city = housing_fund_account.city

-- Neither closed, nor is a case closing it or moving it out: a sealed one that no withdrawal holds is held for a
-- transfer.
-- name: stays_here
{stays_open} AND (status = 'normal' OR (status = 'sealed'
AND (pending = 0 OR EXISTS (SELECT 1 FROM housing_fund_withdrawal AS drawn WHERE drawn.case_id = held_by))))

-- name: in_no_run
NOT (paid_from <= CAST($3 AS VARCHAR) AND paid_through >= CAST($3 AS VARCHAR))
AND NOT (earlier_from <= CAST($3 AS VARCHAR) AND earlier_through >= CAST($3 AS VARCHAR))

-- What anybody has paid of the month, or is paying.
-- name: paid_by_all
FROM housing_fund_contribution AS paid WHERE paid.account = number AND paid.month = CAST($3 AS VARCHAR)

-- name: on_file
EXISTS (SELECT 1 {paid_by_all})

-- Who may still owe a month to an account: whoever pays into it, or did until then. A unit that stops paying need not
-- have been left: where the day is not known, it may owe every later month too that nobody has paid.
-- name: owes
city = $2 AND {stays_here} AND (employer = $1 OR substr(({left_on}), 1, 7) >= CAST($3 AS VARCHAR)
OR (({left_on}) = '' AND (({last_paid}) >= CAST($3 AS VARCHAR) OR NOT {on_file})))

-- name: due
COALESCE(NULLIF(starts, ''), substr(opened, 1, 7)) <= CAST($3 AS VARCHAR) AND {in_no_run} AND NOT {on_file}

-- name: own_share
(base * CAST(ROUND(CAST(ratio_person AS NUMERIC) * 10000) AS BIGINT) + 5000) / 10000

-- name: units_share
(base * CAST(ROUND(CAST(ratio_unit AS NUMERIC) * 10000) AS BIGINT) + 5000) / 10000

-- name: payroll
SELECT count(*) AS headcount, CAST(COALESCE(sum({own_share}), 0) AS BIGINT) AS person,
CAST(COALESCE(sum({units_share}), 0) AS BIGINT) AS unit
FROM housing_fund_account WHERE {pays} AND {due}

-- name: dues
SELECT holder, number, {own_share} AS person, {units_share} AS unit
FROM housing_fund_account WHERE {pays} AND {due} ORDER BY number LIMIT 100

-- name: paid
SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE payer = $1 AND city = $2 AND holder_number = $3 ORDER BY month, id

-- Of what came after a worker had left it, or after it last paid where that day is not known, a unit is told nothing.
-- name: worker
SELECT number, city, holder, holder_number, NULLIF(left_on, '') AS left_on,
CASE WHEN paid_from <= told_through THEN paid_from ELSE '' END AS paid_from,
CASE WHEN paid_from > told_through THEN '' WHEN paid_through <= told_through THEN paid_through
ELSE told_through END AS paid_through,
CASE WHEN earlier_from <= told_through THEN earlier_from ELSE '' END AS earlier_from,
CASE WHEN earlier_from > told_through THEN '' WHEN earlier_through <= told_through THEN earlier_through
ELSE told_through END AS earlier_through, CASE WHEN pays_now THEN base_since END AS base_since
FROM (SELECT number, city, holder, holder_number, paid_from, paid_through, earlier_from, earlier_through, left_on,
base_since, pays_now,
CASE WHEN pays_now THEN '9999-12' ELSE COALESCE(NULLIF(substr(left_on, 1, 7), ''), last_paid, '') END AS told_through
FROM (SELECT number, city, holder, holder_number, paid_from, paid_through, earlier_from, earlier_through, base_since,
employer = $1 AS pays_now, CASE WHEN employer = $1 THEN NULL ELSE ({left_on}) END AS left_on, ({last_paid}) AS last_paid
FROM housing_fund_account WHERE city = $2 AND holder_number = $3 AND status <> 'closed') AS theirs
WHERE pays_now OR (CAST($4 AS VARCHAR) = 'ever' AND left_on IS NOT NULL)) AS told

-- name: leave
INSERT INTO housing_fund_past_payer (id, employer, holder_number, city, left_on)
SELECT number || '-' || employer, employer, holder_number, city, CAST($4 AS VARCHAR) FROM housing_fund_account
WHERE employer = $1 AND city = $2 AND holder_number = $3
ON CONFLICT (id) DO UPDATE SET left_on = excluded.left_on

-- name: seal
UPDATE housing_fund_account SET status = 'sealed', employer = '', sealed_on = $4
WHERE employer = $1 AND city = $2 AND holder_number = $3

-- What is drawn from accounts, moved out of them or collected for them waits for each other: none of these sees what
-- another has not committed yet. So do loans that are paid out.
-- name: one_by_one
INSERT INTO housing_fund_queue (act, turn) VALUES ($1, 1)
ON CONFLICT (act) DO UPDATE SET turn = housing_fund_queue.turn + 1

-- name: none_coming
NOT EXISTS (SELECT 1 FROM housing_fund_contribution AS due
WHERE due.account = number AND due.paid_on IS NULL)

-- name: none_on_its_way
NOT EXISTS (SELECT 1 FROM housing_fund_withdrawal AS paid
WHERE paid.holder_number = housing_fund_account.holder_number AND paid.city = housing_fund_account.city
AND paid.held_on <> '' AND paid.arrived_on IS NULL)

-- name: hold
UPDATE housing_fund_account SET pending = 1, held_by = $1 WHERE number = $2
AND status <> 'closed' AND pending = 0 AND frozen = 0 AND principal + interest >= $3
AND (CAST($4 AS BIGINT) IS NULL
OR (principal + interest = CAST($4 AS BIGINT) AND {none_coming} AND {none_on_its_way}))

-- name: hold_sealed
UPDATE housing_fund_account SET pending = 1, held_by = $1 WHERE holder_number = $2
AND city = $3 AND status = 'sealed' AND pending = 0 AND frozen = 0 AND {none_coming} AND {none_on_its_way}

-- name: release
UPDATE housing_fund_account SET pending = 0, held_by = NULL WHERE held_by = $1

-- A withdrawal is held where it is what was worked out, and there is none but the counted by whom or for what it is.
-- name: record
INSERT INTO housing_fund_withdrawal
(case_id, holder_number, city, purpose, drawn_for, of_year, calculated, amount, held_on, paid_on)
SELECT CAST($1 AS VARCHAR), CAST($2 AS VARCHAR), CAST($3 AS VARCHAR), CAST($4 AS VARCHAR), CAST($5 AS VARCHAR),
CAST($6 AS VARCHAR), CAST($7 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS VARCHAR), ''
WHERE CAST($7 AS BIGINT) = CAST($9 AS BIGINT) AND NOT EXISTS (SELECT 1 FROM housing_fund_withdrawal AS other
WHERE CAST($10 AS VARCHAR) IS NOT NULL AND CAST($10 AS VARCHAR) NOT LIKE '%' || other.case_id || '%'
AND (other.holder_number = CAST($2 AS VARCHAR)
OR (CAST($5 AS VARCHAR) <> '' AND other.drawn_for = CAST($5 AS VARCHAR))))
ON CONFLICT DO NOTHING

-- name: go_on
UPDATE housing_fund_account SET pending = 0, held_by = NULL WHERE held_by = $1 AND {stays_open}

-- name: move_out
INSERT INTO housing_fund_moved_out (case_id, account, principal, interest)
SELECT CAST($1 AS VARCHAR), number, CASE WHEN principal < CAST($2 AS BIGINT) THEN principal ELSE CAST($2 AS BIGINT) END,
CASE WHEN principal < CAST($2 AS BIGINT) THEN CAST($2 AS BIGINT) - principal ELSE 0 END
FROM housing_fund_account WHERE held_by = CAST($1 AS VARCHAR)

-- A court's freeze may come after a payment was cleared.
-- name: not_frozen
UPDATE housing_fund_account SET pending = pending WHERE held_by = $1 AND frozen = 0

-- name: draw
UPDATE housing_fund_account SET
principal = principal - (SELECT moved.principal FROM housing_fund_moved_out AS moved WHERE moved.case_id = $1),
interest = interest - (SELECT moved.interest FROM housing_fund_moved_out AS moved WHERE moved.case_id = $1)
WHERE held_by = $1

-- name: close
UPDATE housing_fund_account SET status = 'closed', closed_on = $1, employer = ''
WHERE held_by = $2 AND principal + interest = 0

-- What comes back is put back once: what was moved out is forgotten with it. Whoever has opened another account there
-- since has it back in that: one person has one account.
-- name: move_back
UPDATE housing_fund_account SET closed_on = NULL,
status = CASE WHEN status = 'closed' THEN 'sealed' ELSE status END,
principal = principal + (SELECT moved.principal FROM housing_fund_moved_out AS moved WHERE moved.case_id = $1),
interest = interest + (SELECT moved.interest FROM housing_fund_moved_out AS moved WHERE moved.case_id = $1)
WHERE number = (SELECT COALESCE(MIN(CASE WHEN theirs.status <> 'closed' THEN theirs.number END), MIN(moved.account))
FROM housing_fund_moved_out AS moved JOIN housing_fund_account AS left_behind ON left_behind.number = moved.account
JOIN housing_fund_account AS theirs
ON theirs.holder_number = left_behind.holder_number AND theirs.city = left_behind.city WHERE moved.case_id = $1)

-- name: name
SELECT name FROM housing_fund_person WHERE number = $1

-- A new account, or the own one of that number which is sealed, or which a unit pays into instead of its holder. A
-- court's freeze stops what is drawn, not what is paid in.
-- name: open
INSERT INTO housing_fund_account
(number, city, centre, holder, holder_number, opened, starts, base, ratio_unit, ratio_person, employer)
SELECT CAST($1 AS VARCHAR), CAST($2 AS VARCHAR), CAST($3 AS VARCHAR), CAST($4 AS VARCHAR), CAST($5 AS VARCHAR),
CAST($6 AS VARCHAR), CAST($7 AS VARCHAR), CAST($8 AS BIGINT), CAST($9 AS VARCHAR), CAST($10 AS VARCHAR),
CAST($11 AS VARCHAR) WHERE NOT EXISTS
(SELECT 1 FROM housing_fund_account AS other WHERE other.holder_number = CAST($5 AS VARCHAR)
AND other.city = CAST($2 AS VARCHAR) AND other.status <> 'closed' AND other.number <> CAST($1 AS VARCHAR))
ON CONFLICT (number) DO UPDATE SET status = 'normal', sealed_on = NULL, starts = excluded.starts, base = excluded.base,
base_since = NULL, ratio_unit = excluded.ratio_unit, ratio_person = excluded.ratio_person, employer = excluded.employer
WHERE housing_fund_account.holder_number = excluded.holder_number AND housing_fund_account.city = excluded.city
AND housing_fund_account.pending = 0 AND (housing_fund_account.status = 'sealed'
OR (housing_fund_account.status = 'normal' AND housing_fund_account.employer = '' AND excluded.employer <> ''))

-- All that are due of a month are reserved for the case of whoever pays.
-- name: reserve
INSERT INTO housing_fund_contribution
(id, account, holder_number, city, month, base, person, unit, payer, case_id)
SELECT number || '-' || CAST($3 AS VARCHAR) || replace(CAST($4 AS VARCHAR), '-', ''), number, holder_number, city,
CAST($3 AS VARCHAR), base, {own_share}, {units_share}, CAST($1 AS VARCHAR), CAST($4 AS VARCHAR)
FROM housing_fund_account WHERE {pays} AND {due} AND {own_share} + {units_share} > 0 ON CONFLICT DO NOTHING

-- What is missing of one worker's month, of which the base and both shares are given.
-- name: reserve_missing
INSERT INTO housing_fund_contribution
(id, account, holder_number, city, month, base, person, unit, payer, case_id)
SELECT account || '-' || CAST($3 AS VARCHAR) || replace(CAST($4 AS VARCHAR), '-', ''), account, holder_number, city,
CAST($3 AS VARCHAR), CAST($6 AS BIGINT), CASE WHEN person > 0 THEN person ELSE 0 END,
CASE WHEN unit > 0 THEN unit ELSE 0 END, CAST($1 AS VARCHAR), CAST($4 AS VARCHAR)
FROM (SELECT number AS account, holder_number, city,
CAST($7 AS BIGINT) - CAST(COALESCE((SELECT sum(paid.person) {paid_by_all}), 0) AS BIGINT) AS person,
CAST($8 AS BIGINT) - CAST(COALESCE((SELECT sum(paid.unit) {paid_by_all}), 0) AS BIGINT) AS unit
FROM housing_fund_account WHERE holder_number = CAST($5 AS VARCHAR) AND {owes} AND (({in_no_run}) OR {on_file})
) AS missing WHERE person > 0 OR unit > 0 ON CONFLICT DO NOTHING

-- name: adds_up
UPDATE housing_fund_contribution SET case_id = case_id WHERE case_id = $1 AND CAST($2 AS BIGINT) =
(SELECT CAST(sum(person + unit) AS BIGINT) FROM housing_fund_contribution WHERE case_id = $1)

-- name: free
DELETE FROM housing_fund_contribution WHERE case_id = $1 AND paid_on IS NULL

-- name: all_open
UPDATE housing_fund_contribution SET case_id = case_id WHERE case_id = $1
AND NOT EXISTS (SELECT 1 FROM housing_fund_account AS held JOIN housing_fund_contribution AS due
ON due.account = held.number WHERE due.case_id = $1 AND held.status = 'closed')

-- name: goes_on
(paid_through = $3 OR paid_through >= $1)

-- A month counts once, and goes on the run of months without a gap or, after one, begins another.
-- name: credit
UPDATE housing_fund_account SET months_paid = months_paid + CASE WHEN EXISTS
(SELECT 1 FROM housing_fund_contribution AS before WHERE before.account = housing_fund_account.number
AND before.month = $1 AND before.case_id <> $2 AND before.paid_on IS NOT NULL) THEN 0 ELSE 1 END,
principal = principal + (SELECT person + unit FROM housing_fund_contribution
WHERE account = housing_fund_account.number AND month = $1 AND case_id = $2),
earlier_from = CASE WHEN earlier_from <> '' OR {goes_on} THEN earlier_from ELSE paid_from END,
earlier_through = CASE WHEN earlier_from <> '' OR {goes_on} THEN earlier_through ELSE paid_through END,
paid_from = CASE WHEN {goes_on} THEN paid_from ELSE CAST($1 AS VARCHAR) END,
paid_through = CASE WHEN paid_through >= $1 THEN paid_through ELSE CAST($1 AS VARCHAR) END
WHERE number IN (SELECT account FROM housing_fund_contribution WHERE month = $1 AND case_id = $2)

-- name: of_the_case
number IN (SELECT account FROM housing_fund_contribution WHERE case_id = $1)

-- A month paid back just before the run lengthens it, with all that were paid before that one without a gap;
-- done once more after runs are joined, for what stands before the earlier one.
-- name: lengthen
UPDATE housing_fund_account SET paid_from = COALESCE((SELECT MIN(back.month) FROM housing_fund_contribution AS back
WHERE back.account = number AND back.paid_on IS NOT NULL AND back.month < paid_from
AND (SELECT count(DISTINCT since.month) FROM housing_fund_contribution AS since WHERE since.account = number
AND since.paid_on IS NOT NULL AND since.month >= back.month AND since.month < paid_from)
= 12 * (CAST(substr(paid_from, 1, 4) AS INTEGER) - CAST(substr(back.month, 1, 4) AS INTEGER))
+ CAST(substr(paid_from, 6, 2) AS INTEGER) - CAST(substr(back.month, 6, 2) AS INTEGER)), paid_from)
WHERE {of_the_case}

-- A gap that is filled makes one run of the two.
-- name: join_runs
UPDATE housing_fund_account SET paid_from = CASE WHEN earlier_from < paid_from THEN earlier_from ELSE paid_from END,
earlier_from = '', earlier_through = '' WHERE {of_the_case} AND earlier_from <> ''
AND 12 * (CAST(substr(paid_from, 1, 4) AS INTEGER) - CAST(substr(earlier_through, 1, 4) AS INTEGER))
+ CAST(substr(paid_from, 6, 2) AS INTEGER) - CAST(substr(earlier_through, 6, 2) AS INTEGER) <= 1

-- name: move_in
UPDATE housing_fund_account SET principal = principal + $1
WHERE holder_number = $2 AND city = $3 AND status <> 'closed'

-- Whoever borrows owes no other loan to the centre, nor is one being paid out.
-- name: the_only_one
UPDATE housing_fund_loan SET held_by = held_by WHERE contract = $1
AND NOT EXISTS (SELECT 1 FROM housing_fund_loan AS other WHERE other.borrower_number = housing_fund_loan.borrower_number
AND other.city = housing_fund_loan.city AND other.contract <> housing_fund_loan.contract AND other.settled_on IS NULL)

-- name: within_the_price
UPDATE housing_fund_loan SET held_by = held_by WHERE contract = $1
AND CAST($2 AS BIGINT) >= (SELECT CAST(sum(CASE WHEN lent.granted > lent.principal
THEN lent.granted ELSE lent.principal END) AS BIGINT)
FROM housing_fund_loan AS lent WHERE lent.home = housing_fund_loan.home AND lent.settled_on IS NULL)

-- name: count_repaid
UPDATE housing_fund_loan SET paid_year = $1, paid_last_year = CASE WHEN paid_year IN ('', $1)
THEN paid_last_year WHEN paid_year = $4 THEN paid_this_year ELSE 0 END, paid_this_year = CAST($2 AS BIGINT)
+ CASE WHEN paid_year IN ('', $1) THEN paid_this_year ELSE 0 END WHERE contract = $3 AND paid_year <= $1
