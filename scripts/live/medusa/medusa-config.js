// A Medusa on loopback for the tests of category "live": the vendor's own server with an empty PostgreSQL database. Without Redis it keeps
// events, cache and locks in memory.
const { defineConfig } = require("@medusajs/framework/utils");

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: "http://localhost", adminCors: "http://localhost", authCors: "http://localhost",
      jwtSecret: "for-tests", cookieSecret: "for-tests",
    },
  },
  admin: { disable: true },
});
