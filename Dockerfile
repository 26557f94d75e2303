# syntax=docker/dockerfile:1
# Built and run as docs/container.md says. Two stages: the first installs, the second holds only what runs.
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
RUN python3 -m venv /opt/processor
COPY requirements.txt ./
RUN /opt/processor/bin/python -m pip install --require-hashes -r requirements.txt
COPY pyproject.toml README.md ./
COPY processor ./processor
COPY templates ./processor/templates
RUN /opt/processor/bin/python -m pip install --no-deps --no-build-isolation . \
 && /opt/processor/bin/python -m pip uninstall --yes aiosmtpd hypothesis pytest time-machine pip setuptools wheel \
 && /opt/processor/bin/python -m compileall -q /opt/processor/lib

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="registration-processor" \
      org.opencontainers.image.description="Registration by e-mail: an ordinary mail comes in, a seat is recorded, an answer goes out."
RUN groupadd --gid 10001 processor \
 && useradd --uid 10001 --gid processor --no-create-home --home-dir /data --shell /usr/sbin/nologin processor \
 && mkdir /data /config /templates && chown processor:processor /data
COPY --from=build /opt/processor /opt/processor
ENV PATH=/opt/processor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PROCESSOR_CONFIG=/config/config.toml PROCESSOR_TEMPLATES=/templates
USER 10001:10001
WORKDIR /
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["processor", "health"]
ENTRYPOINT ["processor"]
CMD ["run"]
