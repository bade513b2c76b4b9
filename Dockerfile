# Not built here: a test reads this file, and no test builds it.
FROM python:3.12-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONPATH=/tamasuk
WORKDIR /tamasuk

# Backups of a PostgreSQL are made and read with its own programs, of its major version or a later one.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.txt

COPY . .
RUN python -m compileall -q bot \
    && printf '#!/bin/sh\nexec python -P -m bot "$@"\n' > /usr/local/bin/tamasuk \
    && chmod 755 /usr/local/bin/tamasuk \
    && useradd --system --uid 10001 --home-dir /data --no-create-home tamasuk \
    && install -d -o tamasuk -g tamasuk -m 700 /data /backups

# The key is no part of the image, nor of a backup: TAMASUK_SECRET_KEY comes from the environment or from
# .env in /data.
ENV TAMASUK_HOST=0.0.0.0 \
    TAMASUK_DATABASE_URL=sqlite:////data/tamasuk.db \
    TAMASUK_MEDIA_URL=/data/media \
    TAMASUK_BACKUP_URL=/backups
USER tamasuk
VOLUME /data /backups
# What commands write is kept: `setup` its .env, `export` its folder `exports`.
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-P", "/tamasuk/config/deploy/ready.py"]
CMD ["tamasuk", "serve"]
