#!/bin/sh
# Once at each start: the bucket, and a key for the app that can use this bucket and nothing else. The key is left in /run/s3 for the app to read; the root
# key stays here. Only `mc` and the shell: the image has little else.
set -eu
bucket=${BUCKET:-bowerbird}
export HOME=/tmp
say() { printf 'minio-init: %s\n' "$*"; }

tries=0
until mc alias set root "$S3_URL" "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" >/tmp/said 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || { cat /tmp/said >&2; exit 1; }
    sleep 1
done
mc mb --ignore-existing "root/$bucket" >/dev/null

access=$BOWERBIRD_S3_ACCESS_KEY secret=$BOWERBIRD_S3_SECRET_KEY
case $(mc admin info root --json 2>&1) in
    *'"status"'*'"success"'*)
        cat >/tmp/policy.json <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Resource": ["arn:aws:s3:::$bucket"], "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"]},
    {"Effect": "Allow", "Resource": ["arn:aws:s3:::$bucket/*"],
     "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]}
  ]
}
JSON
        mc admin user add root "$access" "$secret" >/dev/null
        mc admin policy create root bowerbird-app /tmp/policy.json >/dev/null
        # Attaching twice is an error, and the only one that is none.
        mc admin policy attach root bowerbird-app --user "$access" >/tmp/said 2>&1 || case $(cat /tmp/said) in *already*) ;; *) cat /tmp/said >&2; exit 1 ;; esac
        mc alias set app "$S3_URL" "$access" "$secret" >/dev/null
        mc ls "app/$bucket" >/dev/null
        ;;
    *)
        # A server that is not MinIO: nobody here can make a key.
        say "WARNING: this S3 server has no users and policies, so the app gets its root key." >&2
        access=$MINIO_ROOT_USER secret=$MINIO_ROOT_PASSWORD
        ;;
esac

umask 077
printf '%s' "$access" >/run/s3/access_key.new
printf '%s' "$secret" >/run/s3/secret_key.new
chown 10001:10001 /run/s3/access_key.new /run/s3/secret_key.new
mv /run/s3/access_key.new /run/s3/access_key
mv /run/s3/secret_key.new /run/s3/secret_key
chmod 0755 /run/s3
say "the bucket $bucket and the app's key are ready"
