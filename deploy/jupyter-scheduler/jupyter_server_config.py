"""Settings of the server, to be started in the project's folder.

export PYTHONPATH=deploy/jupyter-scheduler
.venv/bin/jupyter lab --config deploy/jupyter-scheduler/jupyter_server_config.py
"""

c = get_config()  # noqa: F821 - traitlets' own name
c.SchedulerApp.environment_manager_class = "guihua_jobs.GuihuaEnvironment"
c.Scheduler.execution_manager_class = "guihua_jobs.GuihuaExecutionManager"
