# Not built here: a test reads this file, and no test builds it.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONPATH=/tamasuk
WORKDIR /tamasuk

COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.txt

COPY . .
RUN python -m compileall -q bot \
    && printf '#!/bin/sh\nexec python -P -m bot "$@"\n' > /usr/local/bin/tamasuk \
    && chmod 755 /usr/local/bin/tamasuk \
    && useradd --system --uid 10001 --home-dir /data --no-create-home tamasuk \
    && install -d -o tamasuk -g tamasuk -m 700 /data

ENV TAMASUK_HOST=0.0.0.0 \
    TAMASUK_DATABASE_URL=sqlite:////data/tamasuk.db \
    TAMASUK_MEDIA_URL=/data/media
USER tamasuk
VOLUME /data
# What commands write is kept: `setup` its .env, `export` its folder `exports`.
WORKDIR /data
EXPOSE 8000
CMD ["tamasuk", "serve"]
