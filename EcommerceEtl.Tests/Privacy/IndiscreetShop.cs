using System.Text;

namespace EcommerceEtl.Tests.Privacy;

/// <summary>A shop that carries personal data in every place a user, product or cart can have, known or not.</summary>
internal static class IndiscreetShop
{
    public static string Users(Secrets s) => Array(
        $$$"""{"id":1,"email":"{{{s.Email("email")}}}","username":"{{{s.Word("username")}}}","""
            + $$$""" "password":"{{{s.Password("password")}}}","phone":"{{{s.Phone("phone")}}}","""
            + $$$""" "name":{"firstname":"{{{s.Name("firstname")}}}","lastname":"{{{s.Name("lastname")}}}"},"address":{"city":"Oslo","""
            + $$$""" "street":"{{{s.Street("street")}}}","number":7682,"zipcode":"{{{s.Phone("zipcode")}}}","""
            + $$$""" "geolocation":{"lat":"{{{s.Phone("lat")}}}","long":{{{s.Phone("long")}}}}},"__v":0}""",
        $$$"""{"id":2,"address":{"city":"Bergen"},"""
            + $$$""" "profile":{"contact":[{"email":"{{{s.Email("unknown, nested in an array")}}}"},"""
            + $$$"""["{{{s.Name("array in an array")}}}"]]},"""
            + $$$""" "nick":"{{{s.Name("unknown text")}}}","mobile":{{{s.Phone("unknown number")}}}}""",
        $$$"""{"id":3,"address":{"city":{"name":"{{{s.Name("object as city")}}}","street":"{{{s.Street("street in a city")}}}"}} }""",
        $$$"""{"id":4,"address":{"city":["{{{s.Street("array as city")}}}",{"x":"{{{s.Name("object in a city")}}}"}]}}""",
        $$$"""{"id":5,"address":{"city":{{{s.Phone("number as city")}}}}}""",
        $$$"""{"id":6,"address":"{{{s.Street("text as address")}}}"}""",
        $$$"""{"id":7,"address":{{{s.Phone("number as address")}}}}""",
        $$$"""{"id":8,"address":["{{{s.Street("array as address")}}}",{"city":"{{{s.Street("city of an array")}}}"}]}""",
        $$$"""{"id":"{{{s.Email("text as id")}}}","address":{"city":"Rome"}}""",
        $$$"""{"id":{"email":"{{{s.Email("object as id")}}}"},"address":{"city":"Rome"}}""",
        $$$"""{"id":9,"id":9,"email":"{{{s.Email("rejected record")}}}","address":{"city":"Rome","""
            + $$$""" "street":"{{{s.Street("street of a rejected record")}}}"}}""",
        $$$"""{"id":10,"{{{s.Email("name of a field")}}}":1,"{{{s.Phone("digits as the name of a field")}}}":true,"""
            + $$$""" "{{{s.Name("name as the name of a field")}}}":{},"address":{"city":"Nice","""
            + $$$""" "{{{s.Street("street as the name of a field")}}}":1,"tel{{{s.Phone("name of a field with digits")}}}":1}}""",
        $$$"""{"id":11,"em\u0061il":"{{{Escape(s.Email("escaped"))}}}","address":{"c\u0069ty":"Cork","""
            + $$$""" "str\u0065et":"{{{Escape(s.Street("escaped street"))}}}"}}""",
        $$$"""{"id":12,"blob":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"name\":\"{s.Name("base64")}\"}}"))}}}","""
            + $$$""" "address":{"city":"Lima"}}""",
        $$$"""{"id":13,"deep":{{{string.Concat(Enumerable.Repeat("[", 50))}}} """
            + $$$""" "{{{s.Password("50 levels deep")}}}"{{{string.Concat(Enumerable.Repeat("]", 50))}}},"address":{"city":"Graz"}}""",
        $$$"""{"id":14,"address.city":"{{{s.Street("dotted name")}}}","ID":"{{{s.Email("capital id")}}}","""
            + $$$""" "City":"{{{s.Name("capital city")}}}","address":{"city":"Linz"}}""",
        $$$"""{"id":15,"note":"\ud800 {{{s.Name("beside a lone surrogate")}}} \u0000","address":{"city":"Turin"}}""",
        $$$"""
        {
          "id": 16,
          "email": "{{{s.Email("spread over lines")}}}",
          "address": { "city": "Nantes" }
        }
        """,
        $"\"{s.Email("text as a user")}\"", s.Phone("number as a user"), $"[\"{s.Name("array as a user")}\"]", "null",
        $$$"""{"id":19,"address":{"city":"Oslo"},"address":{"city":"{{{s.Name("doubled address")}}}"}}""",
        $$$"""{"id":20,"address":{"city":"Oslo","city":"{{{s.Letters("doubled city")}}}"}}""",
        $$$"""{"id":21,"id":{{{s.Phone("doubled id")}}},"address":{"city":"Oslo"}}""",
        $$$"""{"id":22,"address":{"city":"{{{s.Email("email as city")}}}"}}""",
        $$$"""{"id":23,"address":{"city":"{{{Escape(s.Email("escaped email as city"))}}}"}}""",
        $$$"""{"id":24,"address":{"city":"+{{{s.Phone("digits as city")}}}"}}""",
        $$$"""{"id":25,"address":{"city":"{{{s.Letters("user of a look-alike email as city")}}}\uff20geheim.example"}}""",
        $$$"""{"id":26,"address":{"city":"{{{s.Letters("all that one writes, as city")}}} {{{new string('x', 90)}}}"}}""",
        $$$"""{"id":-{{{s.Phone("negative id")}}},"address":{"city":"Rome"}}""",
        $$$"""{"id":{{{s.Phone("id with a fraction")}}}.5,"address":{"city":"Rome"}}""",
        $$$"""{"id":9{{{s.Phone("id too large for an id")}}}{{{new string('9', 9)}}},"address":{"city":"Rome"}}""",
        $$$"""{"id":27,"{{{s.Word("name of a field like any other")}}}":1,"address":{"city":"Bath","""
            + $$$""" "{{{s.Letters("name of a field within")}}}":1}}""",
        $$$"""{"id":28,"\u0441ity":"{{{s.Name("city with a Cyrillic letter")}}}","""
            + $$$""" "address ":{"city":"{{{s.Name("address with a space")}}}"},"""
            + $$$""" "address":{"City":"{{{s.Name("capital city within")}}}"}}""",
        """{"id":17,"address":{"city":"Kiel"}}""", """{"id":18,"address":{"city":"Bonn"}}""");

    public static string Products(Secrets s) => Array(
        $$$"""{"id":1,"title":"Lamp","price":5,"category":"home","description":"by {{{s.Name("description")}}}","""
            + $$$""" "image":"https://x.example/{{{s.Word("image")}}}","rating":{"rate":4,"count":2,"""
            + $$$""" "by":"{{{s.Email("in the rating")}}}"}}""",
        $$$"""{"id":2,"title":"Pen","price":1,"category":"home","seller":{"name":"{{{s.Name("seller")}}}","""
            + $$$""" "phone":"{{{s.Phone("seller's phone")}}}"},"reviews":[{"author":"{{{s.Name("reviewer")}}}"}]}""",
        $$$"""{"id":3,"title":{"owner":"{{{s.Name("object as title")}}}"},"price":["{{{s.Phone("array as price")}}}"],"category":"home"}""",
        $$$"""{"id":4,"title":"Cup","price":2,"category":"home","rating":"{{{s.Name("text as rating")}}}"}""",
        $$$"""{"id":5,"title":"Box","price":2,"category":"home","rating":["{{{s.Name("array as rating")}}}"]}""",
        $$$"""{"id":"{{{s.Email("text as id of a product")}}}","title":"Box","price":2,"category":"home"}""",
        $$$"""{"id":6,"title":{{{s.Phone("number as title")}}},"price":"{{{s.Name("text as price")}}}","""
            + $$$""" "category":{{{s.Phone("number as category")}}}}""",
        $$$"""{"id":7,"title":"Mug","price":{{{s.Phone("price")}}},"category":"home"}""",
        $$$"""{"id":8,"title":"Mug","title":"{{{s.Name("doubled title")}}}","price":2,"price":"{{{s.Phone("doubled price")}}}","""
            + $$$""" "category":"home"}""",
        $$$"""{"id":9,"title":"Fan","price":2,"category":"home","rating":{"rate":{{{s.Phone("rate")}}},"""
            + $$$""" "count":"{{{s.Name("text as count")}}}","{{{s.Letters("name of a field of ratings")}}}":1}}""",
        $$$"""{"id":10,"title":"Fan","price":2,"category":"home","rating":{"rate":"{{{s.Name("text as rate")}}}","""
            + $$$""" "count":{{{s.Phone("count")}}}}}""");

    public static string Carts(Secrets s) => Array(
        $$$"""{"id":1,"userId":1,"date":"2020-03-01","products":[{"productId":1,"quantity":2,"""
            + $$$""" "engraving":"{{{s.Name("engraving of a line")}}}","gift":{"to":"{{{s.Street("gift of a line")}}}"}}],"""
            + $$$""" "customer":{"email":"{{{s.Email("customer of a cart")}}}"},"__v":0}""",
        $$$"""{"id":2,"userId":"{{{s.Email("text as user of a cart")}}}","date":"2020-03-01","products":[]}""",
        $$$"""{"id":3,"userId":{"name":"{{{s.Name("object as user of a cart")}}}"},"date":"2020-03-01","products":[]}""",
        $$$"""{"id":4,"userId":1,"date":"2020-03-01","""
            + $$$""" "products":["{{{s.Street("text as line")}}}",["{{{s.Name("array as line")}}}"],{{{s.Phone("number as line")}}}]}""",
        $$$"""{"id":5,"userId":1,"date":"2020-03-01","products":{"{{{s.Email("name of a field of lines")}}}":1}}""",
        $$$"""{"id":6,"userId":1,"date":"2020-03-01","products":"{{{s.Street("text as lines")}}}"}""",
        $$$"""{"id":7,"userId":1,"date":"2020-03-01","products":[{"productId":1,"quantity":"{{{s.Street("text as quantity")}}}"}]}""",
        $$$"""{"id":8,"userId":1,"date":"2020-03-01","products":[{"productId":"{{{s.Name("text as product")}}}","quantity":1}]}""",
        $$$"""{"id":9,"userId":1,"date":"{{{s.Email("email as date")}}}","products":[]}""",
        $$$"""{"id":10,"userId":1,"date":{{{s.Phone("number as date")}}},"products":[]}""",
        $$$"""{"id":11,"userId":1,"date":"{{{s.Phone("digits as date")}}}","products":[],"""
            + $$$""" "shipTo":["{{{s.Street("unknown array of a cart")}}}"]}""",
        $$$"""{"id":101,"userId":1,"date":"2020-03-01 {{{s.Phone("digits after a date")}}}","products":[]}""",
        $$$"""{"id":102,"userId":1,"date":"2020-03-01T10:00:00 {{{s.Name("name after a time")}}}","products":[]}""",
        $$$"""{"id":103,"userId":1,"date":"2020-03-01T10:00:00Z {{{s.Email("email after a zone")}}}","products":[]}""",
        $$$"""{"id":104,"userId":1,"date":"2020-03-01T10:00:00+{{{s.Phone("digits as offset")}}}","products":[]}""",
        $$$"""{"id":105,"userId":1,"date":"{{{s.NoDate("digits in the form of a date")}}}","products":[]}""",
        $$$"""{"id":106,"userId":1,"date":"{{{s.NoDate("digits in the form of a date, with a time")}}}T10:00:00Z","products":[]}""",
        $$$"""{"id":107,"userId":1,"date":"2020-03-01","products":[{"productId":1,"quantity":{{{s.Phone("number as quantity")}}}}]}""",
        $$$"""{"id":108,"userId":-{{{s.Phone("negative user")}}},"date":"2020-03-01","products":[{"productId":1,"""
            + $$$""" "quantity":-{{{s.Phone("negative quantity")}}}}]}""",
        $$$"""{"id":109,"userId":1,"date":"2020-03-01","products":[{"productId":1,"quantity":1,"""
            + $$$""" "quantity":"{{{s.Phone("doubled quantity")}}}"}]}""",
        $$$"""{"id":110,"userId":1,"userId":{{{s.Phone("doubled user")}}},"date":"2020-03-01","products":[]}""",
        $$$"""{"id":111,"userId":1,"date":"2020-03-01","products":[],"""
            + $$$""" "products":[{"{{{s.Letters("name of a field of a doubled list")}}}":1,"""
            + $$$""" "productId":{{{s.Phone("product of a doubled list")}}},"quantity":1}]}""",
        $$$"""{"id":112,"userId":1,"date":"2020-03-01","products":[{"productId":1.{{{s.Phone("fraction of a product")}}},"quantity":1,"""
            + $$$""" "{{{s.Word("name of a field of a line")}}}":2}]}""",
        """{"id":12,"userId":1,"date":"2020-03-02","products":[{"productId":2,"quantity":1}]}""",
        string.Join(',', Enumerable.Range(13, 60).Select(id => $$"""{"id":{{id}},"userId":1,"date":"2020-03-02","""
            + $$""" "products":[{"productId":2,"quantity":1}]}""")));

    private static string Array(params string[] elements) => $"[{string.Join(",\n", elements)}]";

    /// <summary>Every letter as <c>\uXXXX</c>.</summary>
    private static string Escape(string text) => string.Concat(text.Select(letter => $"\\u{(int)letter:x4}"));
}
