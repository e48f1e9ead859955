# nginx with the built web app.
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM nginx:1.28.0-bookworm
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Bowerbird web" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN rm -f /etc/nginx/conf.d/default.conf
COPY docker/nginx/nginx.conf /etc/nginx/nginx.conf
COPY docker/nginx/bowerbird.conf.template /etc/nginx/templates/bowerbird.conf.template
COPY docker/nginx/headers.conf docker/nginx/s3.conf /etc/nginx/bowerbird/
COPY --from=build /src/dist /usr/share/nginx/bowerbird
# 101 is the nginx user of the official image; everything it writes lies in the scratch volume at /tmp.
USER 101:101
ENV NGINX_ENVSUBST_OUTPUT_DIR=/tmp
