# The API, the workers, the scheduler and the migrations: one image, several commands.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_COMPILE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv --without-pip /opt/venv
COPY backend/requirements.lock /src/backend/requirements.lock
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m pip --python /opt/venv/bin/python install --no-deps --require-hashes -r /src/backend/requirements.lock
COPY backend/models.toml /src/backend/models.toml
# The models are part of the image, so that it works without a network. Only what fetches them is here, so that they are not fetched again for any other change.
COPY backend/bowerbird/__init__.py backend/bowerbird/errors.py backend/bowerbird/settings.py /src/backend/bowerbird/
COPY backend/bowerbird/ai /src/backend/bowerbird/ai
RUN python -m venv /opt/fetch \
    && PYTHONPATH=/src/backend:/opt/venv/lib/python3.11/site-packages BOWERBIRD_MODELS_DIR=/opt/models \
       /opt/fetch/bin/python -P -c "from bowerbird.ai.commands import models; models(['install'])"
# More of them by choice, for example BOWERBIRD_EXTRA_MODELS="clip-vit-b-32 Systran/faster-whisper-small" in .env; then build anew.
ARG EXTRA_MODELS=""
RUN if [ -n "${EXTRA_MODELS}" ]; then PYTHONPATH=/src/backend:/opt/venv/lib/python3.11/site-packages BOWERBIRD_MODELS_DIR=/opt/models \
       /opt/fetch/bin/python -P -c "import sys; from bowerbird.ai.commands import models; models(['install', *sys.argv[1:]])" ${EXTRA_MODELS}; fi

FROM python:3.11-slim-bookworm
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Bowerbird" \
      org.opencontainers.image.description="A self-hosted home for files that finds them by meaning." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Programs that readers use where they are installed. OCR of scanned pages is better with Tesseract; LibreOffice (old Office formats) would double the image, so
# it is a choice: BOWERBIRD_EXTRA_PACKAGES="libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui" in .env, then build anew.
ARG OCR_PACKAGES="tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-ita tesseract-ocr-spa"
ARG EXTRA_PACKAGES=""
RUN apt-get update -q && apt-get install -q -y --no-install-recommends ${OCR_PACKAGES} ${EXTRA_PACKAGES} && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/*.log
RUN groupadd --gid 10001 bowerbird \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/bowerbird --shell /usr/sbin/nologin bowerbird \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/bowerbird /var/lib/bowerbird/scratch
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/models /opt/models
COPY backend/alembic.ini backend/models.toml /app/backend/
COPY backend/migrations /app/backend/migrations
COPY backend/bowerbird /app/backend/bowerbird
RUN /opt/venv/bin/python -m compileall -q /app/backend/bowerbird \
    && printf '%s\n' '#!/bin/sh' 'exec python -P -m bowerbird.cli "$@"' > /usr/local/bin/bowerbird && chmod 0755 /usr/local/bin/bowerbird
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app/backend \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BOWERBIRD_ENVIRONMENT=production \
    BOWERBIRD_HOME=/var/lib/bowerbird \
    TMPDIR=/var/lib/bowerbird/scratch \
    BOWERBIRD_MODELS_DIR=/opt/models
WORKDIR /app/backend
USER 10001:10001
ENTRYPOINT ["python", "-m", "bowerbird.cli"]
CMD ["serve", "--host", "0.0.0.0"]
