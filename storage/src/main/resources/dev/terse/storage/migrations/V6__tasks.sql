-- The table of db-scheduler 16, in the form that it documents for each engine.
create table scheduled_tasks (
    task_name            text not null,
    task_instance        text not null,
    task_data            ${bytes},
    execution_time       ${timestamp} not null,
    picked               ${boolean} not null,
    picked_by            text,
    last_success         ${timestamp},
    last_failure         ${timestamp},
    consecutive_failures int,
    last_heartbeat       ${timestamp},
    version              ${long} not null,
    priority             ${short},
    primary key (task_name, task_instance)
) ${strict};

create index execution_time_idx on scheduled_tasks (execution_time);
create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
create index priority_execution_time_idx on scheduled_tasks (priority desc, execution_time asc);

create table task_outcome (
    name       text not null primary key,
    last_run   ${long} not null,
    last_error text
) ${strict};
