"""Desks: where matters and cases meet, for the applicant before handing in and for officers afterwards."""
