# The containers; included by the Makefile.
# make up      builds and starts them        make down     stops them, the data stays      make logs    follows what they say
# make ps      lists them                    make shell    a shell beside the API          make psql    the database as superuser
# make migrate brings the tables up to date  make seed     imports a sample library        make compose-test   tests all of it, for real
# make backup [TO=DIR|FILE.tar]              make restore FROM=DIR|FILE.tar|FILE.dump      make export TO=DIR [OF=EMAIL]   in both modes

.PHONY: up down logs ps shell psql migrate seed backup restore export compose-test

up:
	@sh scripts/docker.sh start

down:
	@sh scripts/docker.sh stop

logs:
	@sh scripts/docker.sh compose logs --follow --tail 100 $(SERVICE)

ps:
	@sh scripts/docker.sh compose ps -a

shell psql migrate seed:
	@sh scripts/docker.sh $@

# With containers where .env is, else of the instance in data/.
backup restore export:
	@if [ -f .env ]; then sh scripts/docker.sh $@ "$(or $(TO),$(FROM))" $(if $(OF),--user "$(OF)"); \
	else ./bowerbird $@ "$(or $(TO),$(FROM),backups/bowerbird)" $(if $(OF),--user "$(OF)"); fi

# A project, port and secrets of its own; an instance that runs here is left alone. The report goes to standard output.
compose-test:
	@python3 scripts/compose_test.py
