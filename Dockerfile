FROM denoland/deno:2.9.6

WORKDIR /app
ENV HOST=0.0.0.0 METRICS_HOST=0.0.0.0

# The database's folder, and the only place that is written to.
RUN mkdir data && chown deno:deno data

# Dependencies change seldom, so they have a layer of their own; without those that only tests use.
COPY deno.json deno.lock ./
RUN deno install --frozen \
  && rm -rf /deno-dir/npm node_modules/.deno/@bufbuild+* node_modules/.deno/playwright-core@* \
    node_modules/.deno/oidc-provider@*

# "manual" takes node_modules as it is, where "auto" would want to write there.
COPY . .
RUN sed -i 's/"nodeModulesDir": "auto"/"nodeModulesDir": "manual"/' deno.json \
  && deno cache --frozen main.ts routes/streams/render_worker.ts \
    infra/db/connection/sqlite/writer_worker.ts infra/process/check_health.ts

USER deno
VOLUME /app/data
EXPOSE 8080 50051

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["deno", "run", "--quiet", "--cached-only", "--no-prompt", "-P=health", \
    "infra/process/check_health.ts"]

CMD ["deno", "task", "start"]
