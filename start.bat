@echo off
chcp 65001 >nul
setlocal
cd /d "%~dp0"
if "%PORT%"=="" set PORT=8501
if "%ADDRESS%"=="" set ADDRESS=127.0.0.1

rem The newest Python that the launcher knows, else the one on the path; 3.11 or newer.
set PYTHON=python
where py >nul 2>nul && set PYTHON=py -3
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>nul
if errorlevel 1 (
  echo 需要 Python 3.11 或更高版本。请先安装，安装时勾选“Add Python to PATH”。
  pause
  exit /b 1
)
if not exist .venv\Scripts\python.exe %PYTHON% -m venv .venv
if not exist .venv\Scripts\python.exe (
  echo 无法创建运行环境 .venv，请检查磁盘空间和文件夹权限。
  pause
  exit /b 1
)

rem Install only when requirements.lock differs from the copy made after the last installation.
fc /b requirements.lock .venv\requirements.installed >nul 2>nul
if errorlevel 1 (
  echo 正在安装运行所需的软件包（仅首次或版本变动时）…
  if exist wheelhouse (
    .venv\Scripts\python.exe -m pip install --quiet --require-hashes --disable-pip-version-check --no-index --find-links wheelhouse -r requirements.lock
  ) else (
    .venv\Scripts\python.exe -m pip install --quiet --require-hashes --disable-pip-version-check -r requirements.lock
  )
  if errorlevel 1 (
    echo 软件包安装失败。没有外网时，请见 README 的“没有外网”一节。
    pause
    exit /b 1
  )
  copy /y requirements.lock .venv\requirements.installed >nul
)

.venv\Scripts\python.exe -m data_loaders --prepare
if errorlevel 1 (
  pause
  exit /b 1
)
echo 看板已启动：http://localhost:%PORT%  （关闭本窗口即停止）
start "" "http://localhost:%PORT%"
.venv\Scripts\python.exe -m streamlit run app.py --server.port %PORT% --server.address %ADDRESS%
