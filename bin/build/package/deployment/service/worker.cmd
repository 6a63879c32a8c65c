@echo off
rem Runs a worker, and starts it again 10 seconds after it has failed: to try work without xp_cmdshell, or where no service may be
rem installed. README.txt has better ways for every day. Stop it with Ctrl+C: the worker finishes the requests in hand and ends.
:start
"%~dp0..\processor.exe" drain --watch
if not errorlevel 1 exit /b 0
ping -n 11 127.0.0.1 >nul
goto start
