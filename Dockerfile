# syntax=docker/dockerfile:1
# One image, three processes: web (the default), worker and scheduler.

FROM node:22-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim AS build
WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.txt
COPY --from=assets /build/node_modules ./node_modules
COPY manage.py ./
COPY notify ./notify
COPY notify_project ./notify_project
COPY locale ./locale
COPY static ./static
COPY templates ./templates
# Nothing is served or stored while building, so any secret does; none is kept in the image.
RUN DEBUG=true /venv/bin/python manage.py translations --compile \
    && DATABASE_URL=postgres://build/build DEBUG=false SECRET_KEY=build \
       /venv/bin/python manage.py collectstatic --noinput --skip-checks \
    && rm -rf node_modules

FROM python:3.11-slim
# A volume that is mounted on /files starts with its owner.
RUN useradd --system --uid 10001 --no-create-home notify && install -d -o notify -m 700 /files
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=notify_project.settings NOTIFY_DATA_DIR=/tmp/notify PORT=8000 \
    dramatiq_worker_timeout=100
COPY --from=build /venv /venv
COPY --from=build /app /app
USER notify
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/_status?simple=1', timeout=4)"]
CMD ["python", "-m", "notify_project.web", "--interface=wsgi", "notify_project.wsgi:application", "--host=0.0.0.0", "--port=8000", "--workers=2", "--blocking-threads=16", "--respawn-failed-workers", "--log-level=warning", "--no-ws"]
