# Writes .env from .env.example with generated secrets, as scripts/docker_env.sh does elsewhere; only its owner may read it. Never overwrites.
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent $PSScriptRoot
$file = Join-Path $root ".env"
if (Test-Path $file) { exit 0 }
$random = [System.Security.Cryptography.RandomNumberGenerator]::Create()
$lines = foreach ($line in Get-Content (Join-Path $root ".env.example")) {
    if ($line -match "^([A-Z0-9_]+)=$") {
        $name = $Matches[1]
        $bytes = New-Object byte[] 24
        $random.GetBytes($bytes)
        $value = -join ($bytes | ForEach-Object { $_.ToString("x2") })
        if ($name -in "MINIO_ROOT_USER", "BOWERBIRD_S3_ACCESS_KEY") { $value = $value.Substring(0, 20) }
        "$name=$value"
    } else { $line }
}
[System.IO.File]::WriteAllText($file, ($lines -join "`n") + "`n", (New-Object System.Text.UTF8Encoding $false))
icacls $file /inheritance:r /grant:r "$($env:USERNAME):(R,W)" | Out-Null
Write-Host "Wrote .env with new secrets. Keep a copy in a safe place: with a lost one the data of the containers cannot be opened."
