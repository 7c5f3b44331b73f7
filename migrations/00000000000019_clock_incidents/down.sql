DROP TABLE clock_marks;
DROP TABLE clock_incidents;
