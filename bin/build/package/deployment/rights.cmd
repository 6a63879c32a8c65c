@echo off
rem Sets the rights of this folder, so that only administrators can replace the program, and only they and the account read
rem the secrets. Read it first; then run it as administrator:
rem     rights.cmd HOST\account
rem The account is the one that runs processor.exe: the proxy account of xp_cmdshell. Run it again after each upgrade.
setlocal
if "%~1"=="" (
  echo usage: rights.cmd HOST\account
  exit /b 2
)
if not exist "%~dp0config.json" (
  echo nothing was changed: copy config.example.json to config.json first
  exit /b 2
)
for %%i in ("%~dp0.") do set "folder=%%~fi"
icacls "%folder%" /inheritance:r /grant:r "%~1:(OI)(CI)(RX)" "*S-1-5-32-544:(OI)(CI)(F)" "*S-1-5-18:(OI)(CI)(F)" || exit /b 1
icacls "%folder%\*" /reset /T || exit /b 1
icacls "%folder%\config.json" /inheritance:r /grant:r "%~1:(R)" "*S-1-5-32-544:(F)" || exit /b 1
icacls "%folder%\logs" /inheritance:r /grant:r "%~1:(OI)(CI)(M)" "*S-1-5-32-544:(OI)(CI)(F)" || exit /b 1
icacls "%folder%"
